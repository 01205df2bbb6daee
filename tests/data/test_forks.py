import mmap
import os
import signal
import sys
import time
from pathlib import Path

import pytest

from netwright.data._forks import can_fork, in_forks

pytestmark = pytest.mark.skipif(not can_fork(), reason="forks are used on Linux only")


def shared(count):
    return mmap.mmap(-1, count)


def test_results_come_through_shared_memory_and_failures_through_the_pipe():
    memory, parent = shared(20), os.getpid()

    def work(rows):
        for row in rows:
            memory[row] = row + 1
        return {row: "x" * 20_000 for row in rows if os.getpid() != parent}

    failures = in_forks(work, [range(10), range(10, 20)])
    assert memory[:] == bytes(range(1, 21))
    assert set(failures) == set(range(20))  # 400 kB: more than a pipe holds


@pytest.mark.parametrize("death", ["signal", "error", "exit"])
def test_a_share_whose_fork_dies_is_done_again_here(death, capfd):
    memory, parent = shared(4), os.getpid()

    def work(rows):
        if os.getpid() != parent and rows.start == 0:
            if death == "signal":
                os.kill(os.getpid(), signal.SIGKILL)
            if death == "exit":
                sys.exit(3)
            raise RuntimeError("in the fork")
        for row in rows:
            memory[row] = 7
        return {row: "said" for row in rows if row == 1}

    assert in_forks(work, [range(2), range(2, 4)]) == {1: "said"}
    assert memory[:] == bytes([7] * 4)
    assert capfd.readouterr().err == ""


def children():
    """Processes this one has begun and not yet buried; other tests may have some too."""
    listed = Path(f"/proc/self/task/{os.getpid()}/children")
    return set(listed.read_text().split())


def test_an_error_of_the_parent_leaves_no_fork_behind():
    parent = os.getpid()

    def work(rows):
        if os.getpid() == parent:
            raise ValueError("from the parent")
        if rows.start == 0:
            os._exit(1)
        time.sleep(60)
        return {}

    before = children()
    begun = time.monotonic()
    with pytest.raises(ValueError, match="from the parent"):
        in_forks(work, [range(2), range(2, 4)])
    assert time.monotonic() - begun < 30
    assert children() <= before
