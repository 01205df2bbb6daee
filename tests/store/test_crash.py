"""Killed at every named point, what was there before or what was to come is whole (R1)."""

import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from netwright.errors import DamageError, StorageError
from netwright.store import (
    CRASH_POINTS,
    crash_point,
    damages,
    read_json,
    read_lines,
    sweep,
)

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")

# The light child: it imports the store, nothing else, and forks for each thing it is asked to
# do: a line "what<TAB>folder<TAB>crash point<TAB>milliseconds", answered by an exit status.
CHILD = """
import os, signal, sys, time
from pathlib import Path
from netwright.store import Log, discard, link, staged, write_bytes, write_json, write_manifest

def checkpoint(runs, number):
    with staged(runs / f"step-{number}") as folder:
        write_bytes(folder / "weights.bin", bytes([number % 256]) * 100_000)
        write_json(folder / "state.json", {"step": number})
        write_manifest(folder)

def do(what, runs):
    if what == "write":
        write_bytes(runs / "a.bin", b"new" * 50_000)
    elif what == "save":
        checkpoint(runs, 2)
        link(runs / "best", "step-2")
        discard(runs / "step-1")
    elif what == "first":
        checkpoint(runs, 1)
        link(runs / "best", "step-1")
    elif what == "log":
        with Log(runs / "history.jsonl") as log:
            for step in range(1, 4):
                log.add({"step": step})
    elif what == "loop":
        for number in range(2, 100_000):
            checkpoint(runs, number)
            link(runs / "best", f"step-{number}")
            discard(runs / f"step-{number - 1}")
            with Log(runs / "history.jsonl") as log:
                log.add({"step": number - 1})

def killed_after(process, runs, milliseconds):
    deadline = time.monotonic() + 30
    while not (runs / "step-2").exists() and time.monotonic() < deadline:
        time.sleep(0.0005)  # the clock starts when the saving does
    time.sleep(milliseconds / 1000)
    os.kill(process, signal.SIGKILL)

for line in sys.stdin:
    what, runs, point, milliseconds = line.rstrip("\\n").split("\\t")
    process = os.fork()
    if process == 0:
        code = 1
        try:
            os.environ["NETWRIGHT_CRASH_AT"] = point
            do(what, Path(runs))
            code = 0
        finally:
            os._exit(code)
    if milliseconds:
        killed_after(process, Path(runs), int(milliseconds))
    status = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    sys.stdout.write(f"{status}\\n")
    sys.stdout.flush()
"""

# Which operation comes to which point, and how often: every count is killed once.
REACHED = [
    ("write", "file-written", 1),
    ("write", "file-synced", 1),
    ("write", "file-replaced", 1),
    *(("save", point, count) for point in CRASH_POINTS[:3] for count in (1, 2, 3)),
    ("save", "manifest-written", 1),
    ("save", "folder-filled", 1),
    ("save", "folder-renamed", 1),
    ("save", "link-made", 1),
    ("save", "discard-begun", 1),
    *(("log", "log-written", count) for count in (1, 2, 3)),
]


@pytest.fixture(scope="module")
def run():
    """Do one thing in a process of its own; the answer is its exit status, -9 for a kill."""
    with subprocess.Popen(
        [sys.executable, "-c", CHILD], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:

        def ask(what: str, runs: Path, crash_at: str = "", milliseconds: int | str = "") -> int:
            assert child.stdin is not None
            assert child.stdout is not None
            child.stdin.write(f"{what}\t{runs}\t{crash_at}\t{milliseconds}\n")
            child.stdin.flush()
            return int(child.stdout.readline())

        yield ask


@pytest.fixture(scope="module")
def runs_before(tmp_path_factory, run):
    runs = tmp_path_factory.mktemp("before")
    (runs / "a.bin").write_bytes(b"old")
    (runs / "history.jsonl").write_bytes(b'{"step": 0}\n')
    assert run("first", runs) == 0
    return runs


@pytest.fixture
def runs(runs_before, tmp_path):
    return Path(shutil.copytree(runs_before, tmp_path / "runs", symlinks=True))


def checkpoint_of(runs: Path) -> int:
    """The step that ``best`` points at; its folder must be whole."""
    best = runs / "best"
    assert damages(best) == []
    step = read_json(best / "state.json")["step"]
    assert best.readlink() == Path(f"step-{step}")
    assert (best / "weights.bin").read_bytes() == bytes([step % 256]) * 100_000
    return step


def check_whole(runs: Path) -> int:
    assert (runs / "a.bin").read_bytes() in (b"old", b"new" * 50_000)
    lines = read_lines(runs / "history.jsonl")
    assert lines == [{"step": step} for step in range(len(lines))]
    assert lines[0] == {"step": 0}
    for folder in runs.glob("step-*"):  # no visible checkpoint is ever half of one
        assert damages(folder) == []
    return checkpoint_of(runs)


@pytest.mark.parametrize(("what", "point", "count"), REACHED)
def test_a_kill_there_loses_nothing_and_the_next_run_ends_as_if_it_had_not_been(
    runs, run, what, point, count
):
    assert run(what, runs, f"{point}:{count}") == -signal.SIGKILL, f"{what} never came to {point}"
    assert check_whole(runs) in (1, 2)
    sweep(runs)
    assert not [path.name for path in runs.iterdir() if path.name.startswith(".")]
    if what == "log":
        assert len(read_lines(runs / "history.jsonl")) == 1 + count
    elif what == "write":
        assert run("write", runs) == 0
        assert (runs / "a.bin").read_bytes() == b"new" * 50_000
    elif not (runs / "step-2").exists():
        assert run("save", runs) == 0
        assert check_whole(runs) == 2
        assert sorted(path.name for path in runs.glob("step-*")) == ["step-2"]


def test_every_point_of_the_list_is_reached():
    assert {point for _, point, _ in REACHED} == set(CRASH_POINTS)


def test_the_points_come_in_this_order(runs, run):
    """The pointer moves only to what is whole; the old one goes only when nothing points there."""
    states = {}
    for point in ("folder-renamed", "link-made", "discard-begun"):
        copy = runs / f"at-{point}"
        copy.mkdir()
        assert run("first", copy) == 0
        assert run("save", copy, point) == -signal.SIGKILL
        visible = sorted(path.name for path in copy.glob("step-*"))
        states[point] = (str((copy / "best").readlink()), visible)
    assert states == {
        "folder-renamed": ("step-1", ["step-1", "step-2"]),
        "link-made": ("step-1", ["step-1", "step-2"]),
        "discard-begun": ("step-2", ["step-2"]),
    }


@pytest.mark.parametrize("milliseconds", [1, 3, 8, 20, 45, 80, 130, 200])
def test_killed_at_any_instant_a_whole_checkpoint_is_left(runs, run, milliseconds):
    assert run("loop", runs, milliseconds=milliseconds) == -signal.SIGKILL
    for folder in runs.glob("step-*"):
        assert damages(folder) == []
    step = checkpoint_of(runs)
    steps = [line["step"] for line in read_lines(runs / "history.jsonl")]
    assert steps == list(range(len(steps)))
    assert step - steps[-1] in (1, 2)  # the line comes after the pointer


def test_without_the_variable_nothing_happens(monkeypatch):
    monkeypatch.delenv("NETWRIGHT_CRASH_AT", raising=False)
    for point in CRASH_POINTS:
        crash_point(point)
    monkeypatch.setenv("NETWRIGHT_CRASH_AT", "file-written:2")
    crash_point("file-synced")


def test_a_point_that_is_not_in_the_list_is_refused():
    with pytest.raises(ValueError, match=r"name must be one of file-written, .*; got 'elsewhere'"):
        crash_point("elsewhere")


def test_the_check_of_these_tests_sees_a_half_checkpoint(runs):
    """A witness for ``check_whole``: it must fail on what a save in place would leave."""
    assert check_whole(runs) == 1
    with (runs / "step-1" / "weights.bin").open("r+b") as file:
        file.truncate(500)
    with pytest.raises(AssertionError, match=r"weights\.bin"):
        check_whole(runs)
    (runs / "step-1" / "manifest.json").write_bytes(b"{")
    with pytest.raises(DamageError, match="must be JSON"):
        check_whole(runs)
    (runs / "step-1" / "manifest.json").unlink()
    with pytest.raises(StorageError, match="must exist"):
        check_whole(runs)
