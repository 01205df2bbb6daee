"""One process per folder: the operating system holds the lock, so a dead holder frees it."""

import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from netwright.errors import UnavailableError
from netwright.store import _disk


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold ``folder`` for this process.

    Args:
        folder: the folder; the lock is its file ``.lock``, and ``.holder`` says who has it.

    Yields:
        Nothing; the folder is held until the block ends or the process dies.

    Raises:
        UnavailableError: naming the process that holds it.
        StorageError: if the folder cannot hold a lock.
    """
    lock = FileLock(folder / ".lock", timeout=0)
    holder = folder / ".holder"
    try:
        lock.acquire()
    except Timeout as error:
        raise UnavailableError(
            f"{folder} must be free; got: held by {_who(holder)}",
            hint="wait for that process, or stop it, and run the same command again",
        ) from error
    except OSError as error:
        raise _disk.explain(error, folder) from error
    try:
        who = {"process": os.getpid(), "host": socket.gethostname(), "since": int(time.time())}
        holder.write_text(json.dumps(who), encoding="utf-8")
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


def _who(holder: Path) -> str:
    try:
        said = json.loads(holder.read_text(encoding="utf-8"))
        return f"process {said['process']} on {said['host']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"
