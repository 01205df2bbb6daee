"""All files below a folder that might be pictures, each hashed once; what is junk is counted.

    folder --walk--> files, folders, counts of what was left out --hash_files--> digest and format

Links are followed unless they lead back up. File names are bytes to the system: those that are
not UTF-8 come through as Python's surrogate escapes and work everywhere in netwright. Cost: every
file is read once, in threads; it is the only way to notice a file replaced by one of its size.
It never opens pipes, sockets or devices, and writes nothing.
"""

import hashlib
import os
import stat
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from netwright.data._classes import shown
from netwright.data._picture_source import usable_cores
from netwright.data._sniff import HEAD, Format, picture_format
from netwright.errors import DataError

_JUNK = {
    name.casefold(): name
    for name in (".ipynb_checkpoints", ".DS_Store", "Thumbs.db", "desktop.ini", "__MACOSX")
}
Above = tuple[tuple[int, int], ...]  # device and inode of a folder and of all those above it

_HASHED_AT_ONCE = 64  # files for one call to a thread


@dataclass(slots=True)
class Walk:
    """What lies below a folder.

    Args:
        files: paths below it in POSIX form, sorted by their bytes.
        folders: paths of the folders below it, junk left out.
        left_out: kind -> how many were left out.
    """

    files: list[str] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)


def walk(root: Path) -> Walk:
    """List all files and folders below ``root``, without junk.

    Args:
        root: a folder.

    Returns:
        Files, folders, and what was left out.

    Raises:
        DataError: if it is not a folder or cannot be read.
    """
    if not root.is_dir():
        raise DataError(
            f"{shown(str(root))} must be a folder; got "
            + ("a file" if root.exists() else "nothing there")
        )
    found = Walk()
    waiting: list[tuple[str, Above]] = [("", (_identity(root),))]
    while waiting:
        below, above = waiting.pop()
        try:
            with os.scandir(root / below) as entries:
                for entry in entries:
                    inner = _place(entry, below, above, found)
                    if inner is not None:
                        waiting.append(inner)
        except OSError as error:
            raise DataError(
                f"{shown(str(root / below))} must be readable; got: {error.strerror}",
                hint="check its permissions",
            ) from error
    found.files.sort(key=os.fsencode)
    found.folders.sort(key=os.fsencode)
    return found


def hash_files(
    root: Path, names: Sequence[str], *, workers: int | None = None
) -> list[tuple[bytes, Format | None]]:
    """Read each file once: the SHA-256 of its bytes, and the picture format they are in.

    Args:
        root: the folder the names are below.
        names: POSIX paths.
        workers: threads; None for one per usable core.

    Returns:
        For each name its digest (32 bytes) and its format, None for no picture.

    Raises:
        DataError: if a file cannot be read.
    """

    def several(start: int) -> list[tuple[bytes, Format | None]]:
        return [_hash_file(root, name) for name in names[start : start + _HASHED_AT_ONCE]]

    starts = range(0, len(names), _HASHED_AT_ONCE)
    with ThreadPoolExecutor(workers or usable_cores()) as pool:
        return [one for chunk in pool.map(several, starts) for one in chunk]


def _identity(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_dev, status.st_ino


def _junk(name: str) -> str | None:
    known = _JUNK.get(name.casefold())
    if known:
        return known
    return "names that begin with a dot" if name.startswith(".") else None


def _place(
    entry: os.DirEntry[str], below: str, above: Above, found: Walk
) -> tuple[str, Above] | None:
    """Put an entry where it belongs; a folder to go into comes back."""
    junk = _junk(entry.name)
    if junk:
        found.left_out[junk] += 1
        return None
    try:
        status = entry.stat()
    except OSError:  # a link to nothing, or to itself
        found.left_out["links that lead nowhere"] += 1
        return None
    name = f"{below}/{entry.name}" if below else entry.name
    if stat.S_ISREG(status.st_mode):
        found.files.append(name)
        return None
    if not stat.S_ISDIR(status.st_mode):
        found.left_out["pipes, sockets and devices"] += 1
        return None
    identity = (status.st_dev, status.st_ino)
    if identity in above:
        found.left_out["links that lead back up"] += 1
        return None
    found.folders.append(name)
    return name, (*above, identity)


def _hash_file(root: Path, name: str) -> tuple[bytes, Format | None]:
    try:
        with (root / name).open("rb") as file:
            head = file.read(HEAD)
            file.seek(0)
            return hashlib.file_digest(file, "sha256").digest(), picture_format(head)
    except OSError as error:
        raise DataError(
            f"{shown(name)} must be readable; got: {error.strerror}",
            hint="check its permissions",
        ) from error
