"""Folders that appear whole, links that move in one step, folders that go away in one step."""

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
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
    with _filled(path) as temporary:
        yield temporary
        with _explained(path):
            _sync_all(temporary)
            _disk.replace(temporary, path)
            crash_point("folder-renamed")
            _disk.sync_folder(path.parent)


class NewFolder:
    """A folder that gets a free name when it is full.

    Args:
        temporary: where to fill it.
    """

    def __init__(self, temporary: Path) -> None:
        self.temporary = temporary
        self.path = temporary


@contextmanager
def new_folder(parent: Path, name: str) -> Iterator[NewFolder]:
    """Fill a folder under a temporary name; then it takes the first free of name, name-2, ...

    Two processes that ask for one name at once get two folders: renaming a folder onto one that
    is not empty fails, and the next name is tried.

    Args:
        parent: where the folder will be; made where needed.
        name: the name wished for.

    Yields:
        The new folder: fill ``temporary``; afterwards ``path`` is where it lies.

    Raises:
        StorageError: if the disk is full or not writable; then nothing is left behind.
    """
    with _filled(parent / name) as temporary:
        folder = NewFolder(temporary)
        yield folder
        with _explained(parent / name):
            folder.path = _first_free(temporary, parent, name)


@contextmanager
def _filled(path: Path) -> Iterator[Path]:
    temporary = _disk.beside(path, "tmp")
    with _explained(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(temporary, ignore_errors=True)
        temporary.mkdir()
    try:
        yield temporary
    except BaseException as error:
        shutil.rmtree(temporary, ignore_errors=True)
        # An error of the work inside, such as a missing input, keeps its own words.
        if isinstance(error, OSError) and _disk.is_of_the_disk(error):
            raise _disk.explain(error, path) from error
        raise


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise _disk.explain(error, path) from error


def _first_free(temporary: Path, parent: Path, name: str) -> Path:
    _sync_all(temporary)
    for number in count(1):
        path = parent / (name if number == 1 else f"{name}-{number}")
        try:
            _disk.replace(temporary, path)
        except OSError as error:
            if error.errno not in (errno.ENOTEMPTY, errno.EEXIST, errno.ENOTDIR):
                raise
        else:
            break
    crash_point("folder-renamed")
    _disk.sync_folder(parent)
    return path


def _sync_all(temporary: Path) -> None:
    crash_point("folder-filled")
    for folder, _, _ in os.walk(temporary):
        _disk.sync_folder(Path(folder))


def link(path: Path, target: str) -> None:
    """Let ``path`` point at its sibling ``target``, in one step, whatever it pointed at before.

    Args:
        path: the link.
        target: the name of a file or folder beside it.

    Raises:
        StorageError: if the link cannot be made.
    """
    beside = _disk.beside(path, "tmp")
    try:
        beside.unlink(missing_ok=True)
        beside.symlink_to(target)
        crash_point("link-made")
        _disk.replace(beside, path)
        _disk.sync_folder(path.parent)
    except OSError as error:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        raise _disk.explain(error, path) from error


def discard(path: Path) -> None:
    """Remove a folder: rename it away first, so that no reader sees half of it.

    Args:
        path: the folder; nothing happens if it is not there.

    Raises:
        StorageError: if it cannot be renamed.
    """
    away = _disk.beside(path, "gone")
    shutil.rmtree(away, ignore_errors=True)
    try:
        _disk.replace(path, away)
    except FileNotFoundError:
        return
    except OSError as error:
        raise _disk.explain(error, path) from error
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
