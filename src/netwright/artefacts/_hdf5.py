"""Arrays of floats from an HDF5 file, as Keras keeps weights; read without the HDF5 library.

    superblock --> root group --> B-tree of names --> groups within groups .. --> datasets
    dataset    =   header with shape, number format, and where its numbers lie in one piece

Only the plain form is read that h5py writes unless told otherwise: superblock 0, groups as symbol
tables, datasets in one piece, floats of 2, 4 or 8 bytes, little end first. Nothing in such a file
is code; what a damaged one can do is point anywhere, so every place and length is held against the
file's own, every object is visited once, and there is a limit on how many there are.

It refuses other superblocks, chunks and filters, and names what it met. What holds no floats is
left out by name.

Source: The HDF Group, "HDF5 file format specification", version 3.0, sections II.A, III.A, III.D,
IV.A.1.a and IV.A.2.
"""

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from netwright.errors import DataError, StorageError

SIGNATURE = b"\x89HDF\r\n\x1a\n"
MOST_OBJECTS = 20_000
MOST_AXES = 8
SPACE, TYPE, LAYOUT, FILTERS, CONTINUED, TABLE = 0x01, 0x03, 0x08, 0x0B, 0x10, 0x11
FLOAT, CONTIGUOUS, COMPACT = 1, 1, 0
EXPONENTS = {2: 5, 4: 8, 8: 11}  # bytes of a float -> bits of its exponent
ROOT_HEADER = 64  # where the superblock names the root group's header


class Message(NamedTuple):
    """A part of an object's header.

    Args:
        kind: what it tells.
        data: its bytes.
    """

    kind: int
    data: bytes


class _BrokenError(Exception):
    """The file is not what its beginning promises."""


def is_hdf5(start: bytes) -> bool:
    """Whether a file that begins with these 8 bytes or more is HDF5."""
    return start.startswith(SIGNATURE)


def read_hdf5(path: Path) -> tuple[dict[str, NDArray[np.floating]], tuple[str, ...]]:
    """Read every array of floats in a file.

    Args:
        path: of the file; all of it is read into memory.

    Returns:
        The arrays by their paths, "block1/vars/0", not empty; and the names of what was left out.

    Raises:
        DataError: if it is no such file, is damaged, or holds no floats.
        StorageError: if it cannot be read.
    """
    try:
        file = _File(path.read_bytes())
    except OSError as error:
        raise StorageError(f"{path} must be readable; got: {error.strerror}") from error
    try:
        arrays, left_out = file.arrays()
    except (_BrokenError, struct.error, LookupError, RecursionError, ValueError) as error:
        raise DataError(
            f"{path} must be a whole HDF5 file of the plain form that h5py writes; got {error}",
            hint="open it with h5py and save each array anew, or save it as safetensors",
        ) from error
    if not arrays:
        raise DataError(f"{path} must hold arrays of floats; got none")
    return arrays, left_out


class _File:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._seen: set[int] = set()

    def arrays(self) -> tuple[dict[str, NDArray[np.floating]], tuple[str, ...]]:
        if not is_hdf5(self._data):
            raise _BrokenError("no HDF5 signature")
        version, (offsets, lengths) = self._part(8, 1)[0], self._part(13, 2)
        if version != 0 or (offsets, lengths) != (8, 8):
            raise _BrokenError(f"superblock {version} with numbers of {offsets} bytes")
        found: dict[str, NDArray[np.floating]] = {}
        left_out: list[str] = []
        for name, messages in self._objects(self._number(ROOT_HEADER), ""):
            array = self._array(messages)
            if array is None:
                left_out.append(name)
            else:
                found[name] = array
        return found, tuple(left_out)

    def _objects(self, header: int, name: str) -> Iterator[tuple[str, dict[int, bytes]]]:
        """Every dataset below an object, by path."""
        if header in self._seen:
            raise _BrokenError(f"{name or 'the root'} twice")
        self._seen.add(header)
        if len(self._seen) > MOST_OBJECTS:
            raise _BrokenError(f"more than {MOST_OBJECTS:,} objects")
        messages = {message.kind: message.data for message in self._messages(header)}
        if TABLE not in messages:
            yield name, messages
            return
        tree, heap = struct.unpack_from("<QQ", messages[TABLE])
        if self._part(heap, 4) != b"HEAP":
            raise _BrokenError("no heap of names where there should be one")
        names = self._number(heap + 24)
        for offset, child in self._entries(tree):
            below = self._text(names + offset)
            yield from self._objects(child, f"{name}/{below}" if name else below)

    def _entries(self, node: int) -> Iterator[tuple[int, int]]:
        """Offset of the name, and header, of everything in a group."""
        if node in self._seen:
            raise _BrokenError("a tree that leads back into itself")
        self._seen.add(node)
        if self._part(node, 4) != b"TREE":
            raise _BrokenError("no tree where there should be one")
        kind, level, used = struct.unpack("<BBH", self._part(node + 4, 4))
        if kind != 0:
            raise _BrokenError(f"a tree of kind {kind}")
        for number in range(used):
            child = self._number(node + 24 + 8 + 16 * number)
            if level:
                yield from self._entries(child)
            else:
                yield from self._symbols(child)

    def _symbols(self, node: int) -> Iterator[tuple[int, int]]:
        if self._part(node, 4) != b"SNOD":
            raise _BrokenError("no symbols where there should be some")
        (count,) = struct.unpack("<H", self._part(node + 6, 2))
        for number in range(count):
            name, header = struct.unpack("<QQ", self._part(node + 8 + 40 * number, 16))
            yield name, header

    def _messages(self, header: int) -> Iterator[Message]:
        version, count = struct.unpack("<BxH", self._part(header, 4))
        if version != 1:
            raise _BrokenError(f"an object header of version {version}")
        (length,) = struct.unpack("<I", self._part(header + 8, 4))
        blocks, read = [(header + 16, length)], 0
        while blocks and read < count:
            place, left = blocks.pop(0)
            while left >= 8 and read < count:
                kind, size = struct.unpack("<HH", self._part(place, 4))
                data = self._part(place + 8, size)
                place, left, read = place + 8 + size, left - 8 - size, read + 1
                if kind == CONTINUED:
                    more, long = struct.unpack_from("<QQ", data)
                    blocks.append((more, long))
                yield Message(kind, data)

    def _array(self, messages: dict[int, bytes]) -> NDArray[np.floating] | None:
        """A dataset's numbers; None if they are no floats."""
        if not {SPACE, TYPE, LAYOUT} <= messages.keys():
            return None
        kind = _float_type(messages[TYPE])
        if kind is None:
            return None
        if FILTERS in messages:
            raise _BrokenError("filters")
        shape = _shape(messages[SPACE])
        size = int(np.prod(shape, dtype=object)) * kind.itemsize
        layout = messages[LAYOUT]
        version, which = layout[0], layout[1]
        if version != 3 or which not in (CONTIGUOUS, COMPACT):
            raise _BrokenError(f"a layout of version {version} and class {which}")
        if which == COMPACT:
            data = layout[4 : 4 + size]
        else:
            place, length = struct.unpack_from("<QQ", layout, 2)
            data = self._part(place, size) if length == size else b""
        if len(data) != size or not size:
            raise _BrokenError("an array of another length than its shape")
        return np.frombuffer(data, dtype=kind).reshape(shape)

    def _part(self, place: int, length: int) -> bytes:
        part = self._data[place : place + length]
        if place < 0 or len(part) != length:
            raise _BrokenError(f"an end after {len(self._data):,} bytes")
        return part

    def _number(self, place: int) -> int:
        (number,) = struct.unpack("<Q", self._part(place, 8))
        return int(number)

    def _text(self, place: int) -> str:
        end = self._data.find(b"\0", place, place + 256)
        if end < 0:
            raise _BrokenError("a name without an end")
        return self._data[place:end].decode("utf-8")


def _float_type(message: bytes) -> np.dtype[np.floating] | None:
    """The number format of a dataset, if it is that of floats, little end first."""
    kind, order = message[0] & 15, message[1]
    (size,) = struct.unpack_from("<I", message, 4)
    if kind != FLOAT or order & 1 or size not in EXPONENTS or message[13] != EXPONENTS[size]:
        return None
    return np.dtype(f"<f{size}")


def _shape(message: bytes) -> tuple[int, ...]:
    version, rank = message[0], message[1]
    if version not in (1, 2) or rank > MOST_AXES:
        raise _BrokenError(f"a shape of version {version} with {rank} axes")
    return struct.unpack_from(f"<{rank}Q", message, 8 if version == 1 else 4)
