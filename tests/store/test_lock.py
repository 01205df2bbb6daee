"""One process per folder (R16): the second is told who has it, a dead one's is taken over."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from netwright.errors import StorageError, UnavailableError
from netwright.store import locked

HOLD = """
import sys
from pathlib import Path
from netwright.store import locked
with locked(Path(sys.argv[1])):
    sys.stdout.write("held\\n")
    sys.stdout.flush()
    sys.stdin.readline()
"""

# Twenty forks of one light process: each tries until it has held the folder once, alone.
CROWD = """
import os, sys, time
from pathlib import Path
from netwright.errors import UnavailableError
from netwright.store import locked

def contend(folder):
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            with locked(folder):
                (folder / "alone").mkdir()  # fails if another one is in here
                time.sleep(0.01)
                (folder / "alone").rmdir()
                return 0
        except UnavailableError as error:
            if "must be free; got: held by" not in str(error):
                return 1
            time.sleep(0.002)
    return 2

def forked(folder):
    process = os.fork()
    if process == 0:
        code = 3
        try:
            code = contend(folder)
        finally:
            os._exit(code)
    return process

crowd = [forked(Path(sys.argv[1])) for _ in range(20)]
codes = [os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) for process in crowd]
sys.stdout.write(repr(codes) + "\\n")
"""


def child(program: str, folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", program, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline()


def end(process: subprocess.Popen[str]) -> int:
    process.communicate("\n", timeout=60)
    return process.returncode


def test_the_folder_is_free_again_after(tmp_path):
    for _ in range(2):
        with locked(tmp_path):
            who = json.loads((tmp_path / ".holder").read_text())
            assert who["process"] == os.getpid()
            assert abs(who["since"] - time.time()) < 60
        assert not (tmp_path / ".holder").exists()


def test_an_error_inside_frees_it(tmp_path):
    with pytest.raises(KeyError, match="inside"), locked(tmp_path):
        raise KeyError("inside")
    with locked(tmp_path):
        pass


def test_the_same_process_is_refused_too(tmp_path):
    with (
        locked(tmp_path),
        pytest.raises(UnavailableError, match=f"held by process {os.getpid()} on "),
        locked(tmp_path),
    ):
        pytest.fail("the folder was given out twice")


def test_a_second_process_is_refused_and_told_who_has_it(tmp_path):
    holder = child(HOLD, tmp_path)
    try:
        assert said(holder) == "held\n"
        with (
            pytest.raises(UnavailableError, match=f"held by process {holder.pid} on ") as caught,
            locked(tmp_path),
        ):
            pytest.fail("the folder was given out twice")
        assert f"{tmp_path} must be free" in str(caught.value)
        assert "wait for that process, or stop it" in caught.value.hint
        assert caught.value.exit_code == 69
    finally:
        assert end(holder) == 0
    with locked(tmp_path):
        pass


def test_a_holder_that_says_nonsense_is_another_process(tmp_path):
    holder = child(HOLD, tmp_path)
    try:
        assert said(holder) == "held\n"
        for nonsense in ("", "[]", "{}", "\udcff"):
            (tmp_path / ".holder").write_text(nonsense, errors="surrogateescape")
            with (
                pytest.raises(UnavailableError, match="held by another process"),
                locked(tmp_path),
            ):
                pytest.fail("the folder was given out twice")
    finally:
        assert end(holder) == 0


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_a_dead_holders_lock_is_taken_over(tmp_path):
    holder = child(HOLD, tmp_path)
    assert said(holder) == "held\n"
    holder.send_signal(signal.SIGKILL)
    holder.communicate(timeout=60)
    assert json.loads((tmp_path / ".holder").read_text())["process"] == holder.pid
    with locked(tmp_path):
        assert json.loads((tmp_path / ".holder").read_text())["process"] == os.getpid()


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork")
def test_of_twenty_at_once_one_holds_at_a_time_and_all_get_their_turn(tmp_path):
    crowd = child(CROWD, tmp_path)
    assert said(crowd) == f"{[0] * 20}\n"
    assert end(crowd) == 0
    assert not (tmp_path / ".holder").exists()


def test_a_folder_that_cannot_hold_a_lock_is_named(tmp_path):
    (tmp_path / "run").write_bytes(b"a file")
    with (
        pytest.raises(StorageError, match="run must be writable; got: "),
        locked(tmp_path / "run"),
    ):
        pytest.fail("nothing can be held below a file")
