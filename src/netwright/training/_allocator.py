"""The C library keeps the memory of one step for the next one.

A step asks for the same large buffers again and again. glibc gives such buffers back to the system
when they are freed, and the system then clears them page by page for the next step: a quarter of
the CPU time of a small convolutional network's training. Told to keep them, it does not; the
process then holds its peak between steps, as it would at the next step anyway.

Every size is kept: glibc would take buffers of more than 32 MiB from the system one by one, and a
batch of 250 pictures has such ones.

Source: mallopt(3), M_TRIM_THRESHOLD and M_MMAP_MAX.
"""

import ctypes
import functools
import platform

TRIM_THRESHOLD, MMAP_MAX = -1, -4  # names of mallopt's parameters
NEVER = -1  # is the heap's end given back, whatever lies unused there
NONE = 0  # of the buffers are the system's own


@functools.cache
def keep_memory() -> bool:
    """Tell glibc, once a process; other C libraries are left as they are.

    Returns:
        Whether it was told and agreed.
    """
    if platform.libc_ver()[0] != "glibc":
        return False
    library = ctypes.CDLL(None)
    return bool(
        library.mallopt(TRIM_THRESHOLD, NEVER) == 1 and library.mallopt(MMAP_MAX, NONE) == 1
    )
