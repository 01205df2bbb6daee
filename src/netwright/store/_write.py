"""One file, written so that a reader sees the old bytes or the new ones, never a part."""

import json
from contextlib import suppress
from pathlib import Path

from netwright.store import _disk
from netwright.store._crash import crash_point


def write_bytes(path: Path, data: bytes | memoryview) -> None:
    """Put ``data`` under the name ``path``: write beside it, sync, replace, sync the folder.

    Args:
        path: the file; its folder exists.
        data: all of its bytes.

    Raises:
        StorageError: if the disk is full or not writable; the file is as it was before.
    """
    beside = _disk.beside(path, "tmp")
    try:
        _disk.write(beside, data)
        crash_point("file-synced")
        _disk.replace(beside, path)
        crash_point("file-replaced")
        _disk.sync_folder(path.parent)
    except OSError as error:
        with suppress(OSError):  # the first error is the one to tell
            beside.unlink(missing_ok=True)
        raise _disk.explain(error, path, len(memoryview(data).cast("B"))) from error


def write_text(path: Path, text: str) -> None:
    """Put ``text`` under the name ``path`` as UTF-8; characters that cannot be are escaped."""
    write_bytes(path, text.encode("utf-8", "backslashreplace"))


def write_json(path: Path, value: object) -> None:
    """Put ``value`` under the name ``path`` as JSON that a person can read.

    Args:
        path: the file; its folder exists.
        value: mappings, lists, numbers, words, None.

    Raises:
        ValueError: if the value holds a number that JSON has no word for.
    """
    write_text(path, json.dumps(value, indent=2, ensure_ascii=True, allow_nan=False) + "\n")
