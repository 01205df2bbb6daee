"""An array larger than memory, written a block at a time as ``.npy``."""

import os
from collections.abc import Iterable
from pathlib import Path


def write_array(
    path: Path,
    blocks: Iterable[memoryview],
    *,
    shape: tuple[int, ...],
    kind: str,
) -> None:
    """Write the blocks one after the other, synced at the end.

    No memory map: on a full disk that would be a signal, and this is an error.

    Args:
        path: in a folder that is not in use yet, as ``staged`` gives.
        blocks: contiguous, in order; together they have ``shape``.
        shape: of the whole array.
        kind: of its numbers, as NumPy writes it: "|u1", "<f4".
    """
    from numpy.lib.format import write_array_header_1_0  # not at import: NumPy takes its time

    with path.open("wb") as file:
        header = {"descr": kind, "fortran_order": False, "shape": shape}
        write_array_header_1_0(file, header)
        for block in blocks:
            file.write(block)
        file.flush()
        os.fsync(file.fileno())
