"""Pictures decoded once, in a memory-mapped file in the user's cache that is keyed by content.

    cache/decoded/<key>/  pictures.npy     uint8 (n, channels, side, side), in source order
                          damaged.json     the rows that do not decode, and why
                          manifest.json    lengths and SHA-256, written last

The key is made of the source's digest, the form, the decoder's version and Pillow's. A cache is
used only if its files have the manifest's lengths and, below 64 MiB, its hashes; otherwise it is
made anew. Two processes that make one cache at once both end well: the first rename wins and the
other uses what it finds. Labels are not in the cache, so that it cannot hold old ones.
"""

import hashlib
import threading
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import PIL
from numpy.typing import NDArray

from netwright import store
from netwright.data._decode import DECODER
from netwright.data._decode_all import Advance, write_decoded
from netwright.data._form import PictureForm
from netwright.data._picture_source import PictureSource, Pixels
from netwright.data._quarantine import Quarantined, quarantined
from netwright.errors import StorageError

LAYOUT = 1  # raise it when the files of a cache change
_HASHED = 64 * 2**20  # bytes; larger files are checked by length only
_PICTURES = "pictures.npy"
_DAMAGED = "damaged.json"
_MANIFEST = "manifest.json"

_building = threading.Lock()  # two threads of one process would share a temporary name


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Decoded:
    """Decoded pictures.

    Args:
        pictures: uint8 (n, channels, side, side), memory-mapped, read-only, in source order; a
            row that does not decode is zeros.
        kept: int64, sorted: the rows that did decode.
        quarantined: name, class and reason of each row that did not.
        folder: where they lie.
    """

    pictures: Pixels
    kept: NDArray[np.int64]
    quarantined: Quarantined
    folder: Path


def decoded(
    source: PictureSource,
    form: PictureForm,
    *,
    workers: int | None = None,
    allow: float = 0.01,
    progress: Advance | None = None,
) -> Decoded:
    """Decode all pictures of a source, or find them decoded already.

    Args:
        source: the pictures.
        form: what they become.
        workers: threads or processes; None for one per usable core.
        allow: the share of pictures that may be damaged, 0 to 1.
        progress: called with pictures done and pictures in all while decoding.

    Returns:
        The pictures, and which of them are damaged.

    Raises:
        DataError: if more than ``allow`` are damaged, or all of a class.
        SettingError: if ``allow`` is no share.
        StorageError: if the cache cannot be written.
    """
    folder = store.cache_folder("decoded") / cache_key(source, form)
    shape = (source.count, form.channels, form.side, form.side)
    with _building:
        found = _found(folder, shape)
        if found is None:
            _build(folder, source, form, workers=workers, progress=progress)
            found = _found(folder, shape)
    if found is None:
        raise StorageError(
            f"{folder} must hold what was just written to it; got something else",
            hint="check the disk, or name another cache folder with NETWRIGHT_CACHE",
        )
    pictures, reasons = found
    damaged = quarantined(source, reasons, allow=allow)
    kept = np.setdiff1d(np.arange(source.count), np.array(sorted(reasons), dtype=np.int64))
    return Decoded(
        pictures=pictures, kept=kept.astype(np.int64), quarantined=damaged, folder=folder
    )


def cache_key(source: PictureSource, form: PictureForm) -> str:
    """Name the cache of this content in this form, as decoded by this decoder."""
    parts: tuple[object, ...] = (LAYOUT, DECODER, PIL.__version__, source.digest)
    parts += (form.side, form.channels) if form.cut == 1 else (form.side, form.channels, form.cut)
    parts += ("whole",) if form.whole else ()
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]


def _build(
    folder: Path,
    source: PictureSource,
    form: PictureForm,
    *,
    workers: int | None,
    progress: Advance | None,
) -> None:
    store.discard(folder)
    size = source.count * form.channels * form.side**2
    store.require_space(folder, size, purpose="decoded pictures")
    try:
        with store.staged(folder) as temporary:
            reasons = write_decoded(
                temporary / _PICTURES, source, form, workers=workers, progress=progress
            )
            rows = sorted(reasons)
            store.write_json(
                temporary / _DAMAGED, {"rows": rows, "reasons": [reasons[row] for row in rows]}
            )
            store.write_manifest(temporary)
    except StorageError:
        if not (folder / _MANIFEST).exists():  # else another process was faster: use its cache
            raise


def _found(folder: Path, shape: tuple[int, ...]) -> tuple[Pixels, dict[int, str]] | None:
    """Open a cache, if there is one and it is whole."""
    if not folder.exists():
        return None
    try:
        if not _whole(folder):
            return None
        said = store.read_json(folder / _DAMAGED)
        reasons = {
            int(row): str(why) for row, why in zip(said["rows"], said["reasons"], strict=True)
        }
        pictures = np.load(folder / _PICTURES, mmap_mode="r", allow_pickle=False)
    except (StorageError, OSError, ValueError, LookupError, TypeError):
        return None  # whatever is wrong with it, it is made anew
    if pictures.shape != shape or pictures.dtype != np.uint8:
        return None
    return pictures, reasons


def _whole(folder: Path) -> bool:
    files = store.read_json(folder / _MANIFEST)["files"]
    for name in (_PICTURES, _DAMAGED):
        path = folder / name
        size = path.stat().st_size
        if size != files[name]["bytes"]:
            return False
        if size < _HASHED and store.digest(path) != files[name]["sha256"]:
            return False
    return True
