"""Unpacking archives that nobody vouches for: nothing is written outside the target.

    archive --every name and kind looked at--> files below a staged folder --rename--> target

A member is a plain file or a folder, or the archive is refused: no links, no devices, no sparse
files, no ``..``, no absolute paths, no drive letters, no two names that are one on a file system
that does not tell cases apart. How much may come out is capped while it comes out, not by what
the archive says of itself. A refused archive leaves nothing behind.

Cost: one pass, one mebibyte of memory. Permissions, owners and times are not taken over.
"""

import gzip
import os
import re
import stat
import struct
import tarfile
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from netwright import store
from netwright.data._archive_limits import CHUNK, Caps, Counted, Meter, Source
from netwright.errors import DataError

DRIVE = re.compile(r"^[A-Za-z]:")
BROKEN = (
    EOFError,
    gzip.BadGzipFile,
    MemoryError,
    OverflowError,
    RuntimeError,  # an encrypted member, a way of packing that is not known here
    struct.error,
    tarfile.TarError,
    ValueError,
    zipfile.BadZipFile,
    zlib.error,
)


def unpack(archive: Path, target: Path, *, caps: Caps | None = None) -> None:
    """Unpack a tar (plain or gzip) or zip archive into a new folder, all of it or nothing.

    Args:
        archive: the file; what it is, is told by its bytes and not by its name.
        target: the folder to be; nothing has this name yet.
        caps: how much may come out; None for the usual.

    Raises:
        DataError: if it is none of these, is broken, or holds what is refused.
    """
    meter = Meter(archive, caps or Caps())
    with store.staged(target) as folder:
        try:
            with archive.open("rb") as file:
                _members(file, _Names(archive, folder, meter))
        except DataError:
            raise
        except BROKEN as error:
            raise DataError(
                f"{archive.name} must be a whole archive; got {error}", hint="fetch it again"
            ) from error


def unpack_gzip(archive: Path, target: Path, *, caps: Caps | None = None) -> None:
    """Unpack one file under gzip.

    Args:
        archive: the file.
        target: the file to be; nothing has this name yet.
        caps: how much may come out; None for the usual.

    Raises:
        DataError: if it is broken, or more comes out than may.
    """
    meter = Meter(archive, caps or Caps())
    try:
        with gzip.open(archive) as source:
            _copy(source, target, meter)
    except DataError:
        target.unlink(missing_ok=True)
        raise
    except BROKEN as error:
        target.unlink(missing_ok=True)
        raise DataError(
            f"{archive.name} must be a whole gzip file; got {error}", hint="fetch it again"
        ) from error


class _Names:
    """The names of an archive, each safe and each its own, as paths below a folder."""

    def __init__(self, archive: Path, folder: Path, meter: Meter) -> None:
        self._archive = archive.name
        self._folder = folder
        self._spelling: dict[str, tuple[str, bool]] = {}  # folded -> as spelled, is a folder
        self.meter = meter

    def refuse(self, name: str, got: str) -> DataError:
        """The error that tells which member is not taken, and why."""
        return DataError(
            f"{self._archive} must hold plain files below its own folder; got {got}: {name!r}"
        )

    def path(self, name: str, *, folder: bool) -> Path:
        """Where this member goes."""
        self.meter.member()
        plain = PurePosixPath(name)
        if not name or "\0" in name or "\\" in name:
            raise self.refuse(name, "a name no file can have everywhere")
        if plain.is_absolute() or DRIVE.match(name):
            raise self.refuse(name, "an absolute path")
        if ".." in plain.parts:
            raise self.refuse(name, "a path that leaves the folder")
        for length in range(1, len(plain.parts) + 1):
            part = "/".join(plain.parts[:length])
            self._claim(name, part, folder=folder or length < len(plain.parts))
        if not plain.parts and not folder:
            raise self.refuse(name, "a name no file can have everywhere")
        if not folder and self._folder.joinpath(*plain.parts).exists():
            raise self.refuse(name, "the same name twice")
        return self._folder.joinpath(*plain.parts)

    def _claim(self, name: str, part: str, *, folder: bool) -> None:
        trimmed = "/".join(piece.rstrip(". ") or piece for piece in part.split("/"))
        folded = unicodedata.normalize("NFC", trimmed).casefold()
        known = self._spelling.setdefault(folded, (part, folder))
        if known != (part, folder):
            raise self.refuse(name, f"two names that are one on some disks, {known[0]!r} and")


def _members(file: BinaryIO, names: _Names) -> None:
    start = file.read(4)
    file.seek(0)
    if start.startswith(b"PK"):
        _unpack_zip(file, names)
    elif start.startswith(b"\x1f\x8b"):
        with gzip.GzipFile(fileobj=file) as stream:
            _unpack_tar(stream, names)
    else:
        _unpack_tar(file, names)


def _unpack_tar(stream: Source, names: _Names) -> None:
    counted = Counted(stream, names.meter)
    with tarfile.open(fileobj=counted, mode="r:") as archive:
        for member in archive:
            _require_plain(member, names)
            path = names.path(member.name, folder=member.isdir())
            source = archive.extractfile(member)
            if source is None:  # a folder: nothing else is left
                path.mkdir(parents=True, exist_ok=True)
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            _copy(source, path, None)
    if not counted.ended:  # tarfile takes a cut between two members for the end
        raise tarfile.ReadError("no end")
    while counted.read(CHUNK):  # to the checksum at the end of the gzip stream
        pass


def _require_plain(member: tarfile.TarInfo, names: _Names) -> None:
    if member.issym():
        raise names.refuse(member.name, "a symbolic link")
    if member.islnk():
        raise names.refuse(member.name, "a hard link")
    if member.issparse():
        raise names.refuse(member.name, "a sparse file")
    if not (member.isreg() or member.isdir()):
        raise names.refuse(member.name, "a device or another special file")


def _unpack_zip(file: BinaryIO, names: _Names) -> None:
    with zipfile.ZipFile(file) as archive:
        for member in archive.infolist():
            mode = member.external_attr >> 16
            if stat.S_ISLNK(mode):
                raise names.refuse(member.filename, "a symbolic link")
            if stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
                raise names.refuse(member.filename, "a device or another special file")
            path = names.path(member.orig_filename, folder=member.is_dir())
            if member.is_dir():
                path.mkdir(parents=True, exist_ok=True)
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(member) as source:
                _copy(source, path, names.meter)


def _chunks(source: Source) -> Iterator[bytes]:
    while chunk := source.read(CHUNK):
        yield chunk


def _copy(source: Source, path: Path, meter: Meter | None) -> None:
    with path.open("xb") as file:
        for chunk in _chunks(source):
            if meter is not None:
                meter.bytes(len(chunk))
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
