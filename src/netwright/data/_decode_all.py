"""All pictures of a source, decoded in parallel and written one after the other to an ``.npy``.

    source --a batch of rows--> read, decode, form --> uint8 (rows, c, s, s) --> file

Few pictures are decoded in threads, many in forks (see ``_forks``), and an array of the right size
is one gather. The file is written in order, so a full disk is an error and not a signal, as it
would be with a memory map. Memory: one batch of rows, 64 MiB at most.
"""

import math
import mmap
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from netwright import store
from netwright.data._decode import UndecodableError
from netwright.data._forks import can_fork, in_forks
from netwright.data._form import PictureForm, read_pixels
from netwright.data._picture_source import PictureSource, Pixels, usable_cores

Advance = Callable[[int, int], None]

_BATCH = 64 * 2**20  # bytes of decoded rows held before they are written
_ROWS = 4096  # rows in a batch at most, so that progress is seen
KIND = "|u1"  # of the file's numbers
_SHARE = 32  # rows for one call to a thread
_FORKED = 2_000  # encoded pictures from which forks pay


def write_decoded(
    file_path: Path,
    source: PictureSource,
    form: PictureForm,
    *,
    workers: int | None,
    progress: Advance | None,
) -> dict[int, str]:
    """Decode every picture into a file; a picture that does not decode becomes zeros.

    Args:
        file_path: the file to write, in a folder that is not in use yet.
        source: the pictures.
        form: what they become.
        workers: threads or processes; None for one per usable core.
        progress: called with rows done and rows in all, in this thread.

    Returns:
        Row -> why it does not decode.
    """
    shape = (source.count, form.channels, form.side, form.side)
    workers = workers or usable_cores()
    step = max(1, min(_ROWS, _BATCH // max(1, form.channels * form.side**2)))
    reasons: dict[int, str] = {}

    def blocks() -> Iterator[memoryview]:
        for start in range(0, source.count, step):
            stop = min(start + step, source.count)
            yield _batch(source, form, range(start, stop), workers, reasons)
            if progress is not None:
                progress(stop, source.count)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what Pillow thinks of odd notes in whole pictures
        store.write_array(file_path, blocks(), shape=shape, kind=KIND)
    return reasons


def _batch(
    source: PictureSource,
    form: PictureForm,
    rows: range,
    workers: int,
    reasons: dict[int, str],
) -> memoryview:
    block = source.block
    if block is not None and form.fits(block.shape[1], block.shape[2]):
        return form.apply_block(block[rows.start : rows.stop]).data
    shape = (len(rows), form.channels, form.side, form.side)
    memory = mmap.mmap(-1, math.prod(shape))  # zeros, shared with forks
    out = np.frombuffer(memory, dtype=np.uint8).reshape(shape)

    def fill(share: range) -> dict[int, str]:
        return _fill(source, form, share, out[share.start - rows.start :])

    forked = workers > 1 and block is None and source.count >= _FORKED and can_fork()
    size = -(-len(rows) // workers) if forked else _SHARE
    shares = [range(i, min(i + size, rows.stop)) for i in range(rows.start, rows.stop, size)]
    if forked:
        reasons.update(in_forks(fill, shares))
        return out.data
    with ThreadPoolExecutor(workers) as pool:
        for failed in pool.map(fill, shares):
            reasons.update(failed)
    return out.data


def _fill(source: PictureSource, form: PictureForm, rows: range, out: Pixels) -> dict[int, str]:
    failed = {}
    for i, row in enumerate(rows):
        try:
            out[i] = form.apply(read_pixels(source, row))
        except UndecodableError as error:
            failed[row] = error.reason
        except OSError as error:
            failed[row] = f"a file that cannot be read: {error.strerror or error}"
    return failed
