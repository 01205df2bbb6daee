"""Unpacking archives that nobody vouches for: nothing is written outside the target.

    archive --every name and kind looked at--> files below a staged folder --rename--> target

A member is a plain file or a folder, or the archive is refused: no links, no devices, no sparse
files, no ``..``, no absolute paths, no drive letters, no two names that are one on a file system
that does not tell cases apart. How much may come out is capped while it comes out, not by what
the archive says of itself. A refused archive leaves nothing behind.

Cost: one pass, one mebibyte of memory. Permissions, owners and times are not taken over.
"""

import gzip
import io
import os
import re
import stat
import struct
import tarfile
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Protocol

from netwright import store
from netwright.errors import DataError

CHUNK = 2**20
FLOOR = 16 * 2**20  # bytes that any archive may unpack to, however small it is
HEADER = 8 * 2**20  # bytes; no header of a tar comes near it, and tarfile reads one in one go
BLOCK = 512  # bytes; a tar ends with blocks of zeros
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Caps:
    """What an archive may unpack to, at most.

    Args:
        files: members, folders included.
        bytes: of all files together.
        ratio: of what comes out to the archive itself, beyond the first 16 MiB.
    """

    files: int = 200_000
    bytes: int = 64 * 2**30
    ratio: int = 200


def unpack(archive: Path, target: Path, *, caps: Caps | None = None) -> None:
    """Unpack a tar (plain or gzip) or zip archive into a new folder, all of it or nothing.

    Args:
        archive: the file; what it is, is told by its bytes and not by its name.
        target: the folder to be; nothing has this name yet.
        caps: how much may come out; None for the usual.

    Raises:
        DataError: if it is none of these, is broken, or holds what is refused.
    """
    meter = _Meter(archive, caps or Caps())
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
    meter = _Meter(archive, caps or Caps())
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


class _Source(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...


class _Meter:
    """Counts what comes out, and stops it."""

    def __init__(self, archive: Path, caps: Caps) -> None:
        self._name = archive.name
        self._files, self._most = 0, caps.files
        self._left = min(caps.bytes, max(FLOOR, caps.ratio * archive.stat().st_size))
        self._allowed = self._left

    def member(self) -> None:
        """One member more."""
        self._files += 1
        if self._files > self._most:
            raise DataError(f"{self._name} must hold at most {self._most:,} files; got more")

    def bytes(self, count: int) -> None:
        """Some bytes more."""
        self._left -= count
        if self._left < 0:
            raise DataError(
                f"{self._name} must unpack to at most {self._allowed:,} bytes; got more"
            )


class _Counted(io.RawIOBase):
    """A stream for tarfile: read once from front to back, counted, no header of any size.

    tarfile steps one byte back before each header; it gets the last byte again for that.
    """

    def __init__(self, stream: _Source, meter: _Meter) -> None:
        self._stream = stream
        self._meter = meter
        self._place = 0
        self._last = b""
        self._again = b""
        self.ended = False  # whether the last thing read was a block of zeros

    def tell(self) -> int:
        return self._place

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        if whence == io.SEEK_SET and offset == self._place - 1:
            self._again, self._place = self._last, offset
        if whence != io.SEEK_SET or offset < self._place:
            raise tarfile.StreamError("members that lie in one another")
        while self._place < offset and self.read(min(CHUNK, offset - self._place)):
            pass
        return self._place

    def read(self, size: int = -1) -> bytes:
        if not 0 <= size <= HEADER:
            raise tarfile.ReadError(f"a header of {size:,} bytes")
        again, self._again = self._again[:size], b""
        data = self._stream.read(size - len(again))
        self._meter.bytes(len(data))
        data = again + data
        self._last = data[-1:] or self._last
        self._place += len(data)
        self.ended = data == bytes(BLOCK)
        return data


class _Names:
    """The names of an archive, each safe and each its own, as paths below a folder."""

    def __init__(self, archive: Path, folder: Path, meter: _Meter) -> None:
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


def _unpack_tar(stream: _Source, names: _Names) -> None:
    counted = _Counted(stream, names.meter)
    with tarfile.open(fileobj=counted, mode="r:") as archive:
        for member in archive:
            _require_plain(member, names)
            path = names.path(member.name, folder=member.isdir())
            if member.isdir():
                path.mkdir(parents=True, exist_ok=True)
                continue
            source = archive.extractfile(member)
            if source is None:
                raise tarfile.ReadError(f"{member.name!r} without contents")
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


def _chunks(source: _Source) -> Iterator[bytes]:
    while chunk := source.read(CHUNK):
        yield chunk


def _copy(source: _Source, path: Path, meter: _Meter | None) -> None:
    with path.open("xb") as file:
        for chunk in _chunks(source):
            if meter is not None:
                meter.bytes(len(chunk))
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
