"""Kill trainings, resume them, compare every byte: a process of its own, run by test_kill.py.

    python kill_lab.py FOLDER MODE COUNT [JSON]

JSON names other data than digits, and settings beside those below: {"data": PATH, "task": ...}.
torch is imported once; each training is a fork of this process, so that a trial costs a second
and not five. Nothing here computes with torch before the forks: its threads would not survive
them. One line of JSON is printed for each trial.

MODE random   SIGKILL at COUNT instants spread over the whole of a run
MODE points   SIGKILL at every named crash point of the store, at its 1st, 2nd, 5th passing, or at
              its COUNTth alone
MODE often    SIGKILL COUNT times in the same run, each resume killed again, at last at its end
MODE signals  SIGTERM, SIGINT and SIGUSR1 in the middle of training, then resumed
"""

import hashlib
import json
import mmap
import os
import signal
import struct
import sys
import time
from collections.abc import Callable
from pathlib import Path

import sklearn.datasets

from netwright import api
from netwright.contracts import Progress
from netwright.errors import StoppedError
from netwright.randomness import generator
from netwright.store import CRASH_POINTS
from netwright.training import _loop

SETTINGS = {"plan": "fp32", "seed": 3, "epochs": 5, "augment": "shift", "ema": 0.95, "width": 0.5}
SETTINGS |= {"dropout": 0.1, "batch_size": 32, "evaluations": 7, "lookahead": 0.5}
APART = {
    "tensorboard",
    "report.html",
    "card.md",
    "timing.jsonl",
    "manifest.json",
    "environment.json",
}

step_seen = mmap.mmap(-1, 16)  # shared with the forks: the step, and when it was done


def watch(progress: Progress) -> None:
    step_seen[:16] = struct.pack("qd", progress.step, time.monotonic())


def forked(work: Callable[[], None]) -> int:
    """Run ``work`` in a fork; the child leaves with 0, or with the code of its stop."""
    child = os.fork()
    if child:
        return child
    code = 70
    try:
        work()
        code = 0
    except StoppedError as stopped:
        code = stopped.status
    finally:
        sys.stdout.flush()
        os._exit(code)


def ended(child: int) -> int:
    """The exit code of a child, negative for a signal."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def start(folder: Path) -> Callable[[], None]:
    given = {"data": "digits", **SETTINGS}
    return lambda: void(api.train(given.pop("data"), out=folder, watch=watch, **given))


def go_on(folder: Path) -> Callable[[], None]:
    """Resume the run in ``folder``; where none was begun yet, begin."""
    runs = [run for run in folder.glob("*") if not run.name.startswith(".")]
    return (lambda: void(api.resume(runs[0], watch=watch))) if runs else start(folder)


def void(value: object) -> None:
    del value


def bytes_of(folder: Path) -> dict[str, str]:
    """Digest of every file of the one run in ``folder``, without clocks and pages."""
    (run,) = [path for path in folder.glob("*") if not path.name.startswith(".")]
    return {
        path.relative_to(run).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(run.rglob("*"))
        if path.is_file() and not APART & {path.name, path.parent.name} and path.name[0] != "."
    }


def say(**facts: object) -> None:
    print(json.dumps(facts), flush=True)


def compare(folder: Path, wanted: dict[str, str]) -> str:
    """The first file that differs, or empty."""
    found = bytes_of(folder)
    return next((n for n in {**wanted, **found} if wanted.get(n) != found.get(n)), "")


def reference(root: Path) -> tuple[dict[str, str], float]:
    """Runs that nobody disturbs: their bytes, which agree, and how long the quickest takes."""
    times = []
    for name in ("first", "second", "third"):  # the first also decodes digits into the cache
        began = time.monotonic()
        code = ended(forked(start(root / name)))
        if code:
            raise RuntimeError(f"the undisturbed run must end with 0; got {code}")
        times.append(time.monotonic() - began)
    wanted = bytes_of(root / "first")
    differs = compare(root / "second", wanted) or compare(root / "third", wanted)
    say(undisturbed=True, differs=differs, files=len(wanted))
    return wanted, min(times)


def kill_at(folder: Path, seconds: float, work: Callable[[], None], number: int) -> int:
    """Begin, wait, kill; the last step that was seen."""
    step_seen[:16] = struct.pack("qd", 0, 0.0)
    child = forked(work)
    time.sleep(seconds)
    try:
        os.kill(child, number)
    finally:
        ended(child)
    return int(struct.unpack("qd", step_seen[:16])[0])


def begin(work: Callable[[], None], *, until: int) -> tuple[int, int]:
    """Begin, and wait until a step is done; the child and the step."""
    step_seen[:16] = struct.pack("qd", 0, 0.0)
    child = forked(work)
    while (step := struct.unpack("qd", step_seen[:16])[0]) < until:
        time.sleep(0.0005)
    return child, step


def random(root: Path, count: int) -> None:
    wanted, seconds = reference(root)
    steps = struct.unpack("qd", step_seen[:16])[0]
    instants = (generator(0, "instants").random(count) + range(count)) / count * seconds
    for number, instant in enumerate(instants.tolist()):
        folder = root / f"killed-{number}"
        step = kill_at(folder, instant, start(folder), signal.SIGKILL)
        code = ended(forked(go_on(folder)))
        inside = 0 < step < steps
        differs = compare(folder, wanted)
        say(trial=number, step=step, inside=inside, code=code, differs=differs)


def points(root: Path, count: int) -> None:
    wanted, _ = reference(root)
    for point in CRASH_POINTS:
        for passing in (count,) if count else (1, 2, 5):
            folder = root / f"{point}-{passing}"
            os.environ["NETWRIGHT_CRASH_AT"] = f"{point}:{passing}"
            hit = ended(forked(start(folder)))
            del os.environ["NETWRIGHT_CRASH_AT"]
            code = ended(forked(go_on(folder)))
            say(point=point, passing=passing, hit=hit, code=code, differs=compare(folder, wanted))


def often(root: Path, count: int) -> None:
    wanted, _ = reference(root)
    last = struct.unpack("qd", step_seen[:16])[0]
    folder, steps = root / "often", []
    for number in range(count):  # the last one kills after the last step, before the manifest
        work = go_on(folder) if number else start(folder)
        child, _ = begin(work, until=last * (number + 1) // count)
        os.kill(child, signal.SIGKILL)
        ended(child)
        steps.append(struct.unpack("qd", step_seen[:16])[0])
    code = ended(forked(go_on(folder)))
    say(steps=steps, last=last, code=code, differs=compare(folder, wanted))


def signals(root: Path, count: int) -> None:
    del count
    wanted, _ = reference(root)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGUSR1):
        folder = root / f"signal-{number}"
        child, _ = begin(start(folder), until=37)  # in the middle of an epoch
        os.kill(child, number)
        stopped = ended(child)
        code = ended(forked(go_on(folder)))
        say(signal=int(number), stopped=stopped, code=code, differs=compare(folder, wanted))


if __name__ == "__main__":
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})  # one core: the plan counts cores
    _loop.WATCH_SECONDS = 0.0
    sklearn.datasets.load_digits()
    MODES = {"random": random, "points": points, "often": often, "signals": signals}
    if sys.argv[2] == "random":  # nearly all of the run is training, where the kills shall fall
        SETTINGS |= {"epochs": 14, "evaluations": 9}
    SETTINGS |= json.loads(sys.argv[4]) if len(sys.argv) > 4 else {}
    MODES[sys.argv[2]](Path(sys.argv[1]), int(sys.argv[3]))
