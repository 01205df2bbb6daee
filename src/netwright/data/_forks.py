"""Work shared among forked processes of this machine, for what threads cannot speed up.

    rows --shares--> one fork each --> results in shared memory, failures as JSON through a pipe

A small JPEG spends most of its time in Python, under Python's lock: two threads decode 60,000
pictures of 32 x 32 no faster than one, two forks take half as long. A fork lives for one share,
about a second of work, so that one whose parent is killed soon ends. It touches Pillow and NumPy
only, and leaves by ``os._exit``: no handler, lock or thread of the parent is used. Nothing is
pickled. A share whose fork dies is done again in this process. Linux only: elsewhere forks are
unsafe beside the system's own libraries.
"""

import json
import os
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress

Failures = dict[int, str]
Work = Callable[[range], Failures]

_PIECE = 2**16  # bytes read from a pipe at once


def can_fork() -> bool:
    """Whether this system forks safely."""
    return sys.platform == "linux"


def in_forks(work: Work, shares: Sequence[range]) -> Failures:
    """Do each share in a process of its own.

    Args:
        work: does the rows of a share, leaves results in shared memory, returns what failed.
        shares: the rows of each process.

    Returns:
        Row -> why it failed, over all shares.
    """
    running: list[tuple[int, int, range]] = []
    failures: Failures = {}
    try:
        running.extend((*_start(work, share), share) for share in shares)
        while running:
            child, pipe, share = running[0]
            said = _read(pipe)
            running.pop(0)
            _end(child, pipe)
            failures.update(_parsed(said) if said else work(share))
    finally:
        for child, pipe, _ in running:  # only if something went wrong, or a signal came
            os.kill(child, signal.SIGKILL)
            _end(child, pipe)
    return failures


def _start(work: Work, share: range) -> tuple[int, int]:
    """Fork; the child's process id and the pipe it answers through."""
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            said = f"{json.dumps(list(work(share).items()))}\n".encode()
            while said:
                said = said[os.write(write_end, said) :]
        finally:
            os._exit(0)  # whatever happened: no answer, or half of one, means the parent does it
    os.close(write_end)
    return child, read_end


def _read(pipe: int) -> bytes:
    pieces = []
    while piece := os.read(pipe, _PIECE):
        pieces.append(piece)
    said = b"".join(pieces)
    return said if said.endswith(b"\n") else b""


def _parsed(said: bytes) -> Failures:
    return {int(row): str(why) for row, why in json.loads(said)}


def _end(child: int, pipe: int) -> None:
    os.close(pipe)
    with suppress(ChildProcessError):  # a program that ignores SIGCHLD has had it reaped
        os.waitpid(child, 0)
