"""How much may come out of an archive, counted while it comes out.

tarfile reads a header in one go, whatever length it claims, and steps back one byte before each;
``Counted`` is the stream that lets it do the one and not the other.
"""

import io
import tarfile
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from netwright.errors import DataError

CHUNK = 2**20
FLOOR = 16 * 2**20  # bytes that any archive may unpack to, however small it is
HEADER = 8 * 2**20  # bytes; no header of a tar comes near it, and tarfile reads one in one go
BLOCK = 512  # bytes; a tar ends with blocks of zeros


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


class Source(Protocol):
    """Anything that bytes can be read from."""

    def read(self, size: int = -1, /) -> bytes: ...


class Meter:
    """Counts what comes out, and stops it.

    Args:
        archive: the file, for its name and its length.
        caps: how much may come out.
    """

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


class Counted(io.RawIOBase):
    """A stream for tarfile: read once from front to back, counted, no header of any size.

    Args:
        stream: the bytes of the tar.
        meter: told of each of them.
    """

    def __init__(self, stream: Source, meter: Meter) -> None:
        self._stream = stream
        self._meter = meter
        self._place = 0
        self._last = b""
        self._again = b""
        self.ended = False  # whether the last thing read was a block of zeros

    def tell(self) -> int:
        """How many bytes came so far."""
        return self._place

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go forward, or back by the one byte that tarfile wants again."""
        if whence == io.SEEK_SET and offset == self._place - 1:
            self._again, self._place = self._last, offset
        if whence != io.SEEK_SET or offset < self._place:
            raise tarfile.StreamError("members that lie in one another")
        while self._place < offset and self.read(min(CHUNK, offset - self._place)):
            pass
        return self._place

    def read(self, size: int = -1) -> bytes:
        """The next bytes, at most ``size``."""
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
