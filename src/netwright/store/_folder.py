"""Folders that appear whole, links that move in one step, folders that go away in one step."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from netwright.store import _disk
from netwright.store._crash import crash_point


@contextmanager
def staged(path: Path) -> Iterator[Path]:
    """Fill a folder under a temporary name; it gets the name ``path`` only if all went well.

    Args:
        path: the folder to be; nothing has this name yet. Its parent is made where needed.

    Yields:
        The temporary folder, beside ``path``.

    Raises:
        StorageError: if the disk is full or not writable; then nothing is left behind.
    """
    temporary = path.with_name(f".{path.name[:200]}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(temporary, ignore_errors=True)
        temporary.mkdir()
        yield temporary
        crash_point("folder-filled")
        for folder, _, _ in os.walk(temporary):
            _disk.sync_folder(Path(folder))
        _disk.replace(temporary, path)
        crash_point("folder-renamed")
        _disk.sync_folder(path.parent)
    except OSError as error:
        shutil.rmtree(temporary, ignore_errors=True)
        if type(error).__module__.startswith("netwright"):
            raise
        raise _disk.explain(error, path) from error
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise


def link(path: Path, target: str) -> None:
    """Let ``path`` point at its sibling ``target``, in one step, whatever it pointed at before.

    Args:
        path: the link.
        target: the name of a file or folder beside it.

    Raises:
        StorageError: if the link cannot be made.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        beside.unlink(missing_ok=True)
        beside.symlink_to(target)
        crash_point("link-made")
        _disk.replace(beside, path)
        _disk.sync_folder(path.parent)
    except OSError as error:
        raise _disk.explain(error, path) from error


def discard(path: Path) -> None:
    """Remove a folder: rename it away first, so that no reader sees half of it.

    Args:
        path: the folder; nothing happens if it is not there.
    """
    away = path.with_name(f".{path.name[:200]}.{os.getpid()}.gone")
    try:
        _disk.replace(path, away)
    except FileNotFoundError:
        return
    crash_point("discard-begun")
    shutil.rmtree(away, ignore_errors=True)


def sweep(folder: Path) -> None:
    """Remove what killed processes left in ``folder``: the names ``.*.tmp`` and ``.*.gone``.

    Args:
        folder: a folder nobody else writes to at this moment.
    """
    for left in [*folder.glob(".*.tmp"), *folder.glob(".*.gone")]:
        if left.is_dir() and not left.is_symlink():
            shutil.rmtree(left, ignore_errors=True)
        else:
            left.unlink(missing_ok=True)
