"""The C library keeps the memory of one step for the next one.

A step asks for the same large buffers again and again. glibc gives such buffers back to the system
when they are freed, and the system then clears them page by page for the next step: a quarter of
the CPU time of a small convolutional network's training. Told to keep them, it does not; the
process then holds its peak between steps, as it would at the next step anyway.

Source: mallopt(3), M_TRIM_THRESHOLD and M_MMAP_THRESHOLD.
"""

import ctypes
import functools
import platform

TRIM_THRESHOLD, MMAP_THRESHOLD = -1, -3  # names of mallopt's parameters
KEPT = 2**31 - 1  # bytes that may lie unused at the heap's end: the largest that mallopt takes
MAPPED = 2**25  # bytes from which a buffer is the system's own: the largest that glibc allows


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
        library.mallopt(TRIM_THRESHOLD, KEPT) == 1 and library.mallopt(MMAP_THRESHOLD, MAPPED) == 1
    )
