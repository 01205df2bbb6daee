"""A file of lines that only grows: each line is on the disk before the next thing happens.

A process killed while it writes leaves a torn last line. Readers drop it, and a resumed run
cuts the file back to the length its checkpoint knows.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from netwright.store import _disk
from netwright.store._crash import crash_point


class Log:
    """An open file of JSON lines.

    Args:
        path: the file; made if it is not there.
        length: bytes to keep of what is there; None keeps all.
        sync: False for lines that may be lost, such as clock times.

    Raises:
        StorageError: if the file cannot be opened.
    """

    def __init__(self, path: Path, *, length: int | None = None, sync: bool = True) -> None:
        self._path = path
        self._sync = sync
        try:
            self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
            if length is not None:
                os.ftruncate(self._descriptor, length)
                _disk.sync(self._descriptor)
            self._length = os.lseek(self._descriptor, 0, os.SEEK_END)
        except OSError as error:
            raise _disk.explain(error, path) from error

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
    """
    if not path.exists():
        return []
    whole, _, _ = path.read_bytes().rpartition(b"\n")
    return [json.loads(line) for line in whole.splitlines() if line]
