"""A file of lines that only grows: each line is on the disk before the next thing happens.

A process killed while it writes leaves a torn last line. Readers drop it, and a resumed run
cuts the file back to the length its checkpoint knows.
"""

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from netwright.errors import DamageError
from netwright.store import _disk
from netwright.store._crash import crash_point


class Log:
    """An open file of JSON lines.

    Args:
        path: the file; made if it is not there.
        length: bytes to keep of what is there; None keeps every whole line.
        sync: False for lines that may be lost, such as clock times.

    Raises:
        StorageError: if the file cannot be opened.
        DamageError: if it is shorter than ``length``.
    """

    def __init__(self, path: Path, *, length: int | None = None, sync: bool = True) -> None:
        self._path = path
        self._sync = sync
        try:
            self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise _disk.explain(error, path) from error
        try:
            self._length = self._cut(length)
            _disk.sync_folder(path.parent)  # or a power cut takes the name of a new file
        except DamageError:
            self.close()
            raise
        except OSError as error:
            self.close()
            raise _disk.explain(error, path) from error

    def _cut(self, length: int | None) -> int:
        """Cut the file back to ``length``, or to its last whole line; the length it has then."""
        size = os.lseek(self._descriptor, 0, os.SEEK_END)
        if length is None:
            length = self._path.read_bytes().rfind(b"\n") + 1 if size else 0
        if length > size:
            raise DamageError(f"{self._path} must hold at least {length:,} bytes; got {size:,}")
        if length < size:
            os.ftruncate(self._descriptor, length)
            _disk.sync(self._descriptor)
        return os.lseek(self._descriptor, 0, os.SEEK_END)

    @property
    def length(self) -> int:
        """Bytes in the file."""
        return self._length

    def add(self, line: Mapping[str, object]) -> None:
        """Write one line and wait for the disk.

        Args:
            line: plain values; equal values give equal bytes.

        Raises:
            StorageError: if the disk is full or not writable; the lines before are intact.
        """
        data = (json.dumps(line, allow_nan=False) + "\n").encode()
        try:
            _disk.append(self._descriptor, data)
            crash_point("log-written")
            if self._sync:
                _disk.sync(self._descriptor)
        except OSError as error:
            with suppress(OSError):  # half a line must not stand before the next one
                os.ftruncate(self._descriptor, self._length)
                os.lseek(self._descriptor, 0, os.SEEK_END)
            raise _disk.explain(error, self._path, len(data)) from error
        self._length += len(data)

    def close(self) -> None:
        """Close the file; a second call does nothing."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def read_lines(path: Path) -> list[dict[str, Any]]:
    """Read a log; a torn last line is left out.

    Args:
        path: the file; one that is not there has no lines.

    Returns:
        One mapping for each whole line.

    Raises:
        DamageError: if a whole line is not JSON.
    """
    if not path.exists():
        return []
    whole, _, _ = path.read_bytes().rpartition(b"\n")
    lines = []
    for number, line in enumerate(whole.split(b"\n"), start=1):
        try:
            if line:
                lines.append(json.loads(line))
        except (ValueError, RecursionError) as error:
            raise DamageError(f"{path}, line {number}, must be JSON; got {error}") from error
    return lines
