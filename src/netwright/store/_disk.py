"""The five calls to the operating system that writing is made of.

They stand alone so that a test can record them in order, replay every prefix as a power cut
would leave it, or let the n-th one fail.
"""

import errno
import os
import shutil
from pathlib import Path

from netwright.errors import StorageError
from netwright.store._crash import crash_point

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def beside(path: Path, ending: str) -> Path:
    """A hidden name next to ``path`` that fits the file system and belongs to this process."""
    name = os.fsencode(path.name)[:200].decode("utf-8", "ignore")
    return path.with_name(f".{name}.{os.getpid()}.{ending}")


def write(path: Path, data: bytes | memoryview) -> None:
    """Write ``data`` to ``path`` and sync it, leaving nothing behind if that fails."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    try:
        view = memoryview(data).cast("B")
        while view:
            view = view[os.write(descriptor, view) :]
        crash_point("file-written")
        sync(descriptor)
    finally:
        os.close(descriptor)


def append(descriptor: int, data: bytes) -> None:
    """Add ``data`` at the end of an open file, all of it."""
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def sync(descriptor: int) -> None:
    """Wait until the disk holds what was written."""
    os.fsync(descriptor)


def replace(source: Path, target: Path) -> None:
    """Give ``source`` the name ``target`` in one step, whatever had it before."""
    source.replace(target)


def sync_folder(folder: Path) -> None:
    """Wait until the disk holds the names in ``folder``; where folders cannot sync, do nothing."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def is_of_the_disk(error: OSError) -> bool:
    """Whether it is the disk that failed, and not the name or the rights of one file."""
    return error.errno in _FULL | {errno.EIO, errno.EROFS}


def explain(error: OSError, path: Path, needed: int | None = None) -> StorageError:
    """Turn an error of the operating system into one that names path, volume and room.

    Args:
        error: what the system said.
        path: the file or folder that could not be written.
        needed: bytes that were to be written, where known.

    Returns:
        The error to raise from ``error``.
    """
    said = error.strerror or str(error)
    if error.errno not in _FULL:
        return StorageError(
            f"{path} must be writable; got: {said}",
            hint="check its permissions, or choose another folder with --out",
        )
    folder = path if path.is_dir() else path.parent
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    want = "room" if needed is None else f"{needed:,} bytes of room"
    return StorageError(
        f"{path} must have {want} on the volume of {folder}; got {free:,} bytes free ({said})",
        hint="what was saved before is intact: free some space and run the same command with "
        "--resume",
    )
