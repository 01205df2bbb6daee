"""Programs that take turns: each round runs every one of them once, in a process of its own.

What is compared is a figure of each answer (``peers/asked.py``); medians and ranges are over the
rounds, ratios within each round, to the first program of the same case. A program that fails or
whose environment is missing is named and left out; the others go on.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from shared import say

HERE = Path(__file__).parent
ENVIRONMENTS = HERE.parent / ".venv-peers"
OURS = "netwright"
LIMIT = 3600  # seconds for one program
Answer = dict[str, object]
Answers = dict[str, list[Answer]]
Figures = Callable[[Iterable[Answer]], tuple[list[float], list[float]]]  # and their accuracies


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One program of a line.

    Args:
        name: for people.
        peer: whose environment and program: .venv-peers/PEER and peers/with_PROGRAM.py.
        work: of that program.
        program: where its name is not the peer's.
        words: further words of the command line.
        backend: of Keras.
        case: what it is compared with has the same.
        rounds: takes part in the first so many; 0 for all.
        fresh: whether netwright finds an empty cache each time, as on its first run.
    """

    name: str
    peer: str
    work: str
    program: str = ""
    words: tuple[str, ...] = ()
    backend: str = ""
    case: str = ""
    rounds: int = 0
    fresh: bool = False

    @property
    def python(self) -> Path:
        """Which interpreter runs it."""
        if self.peer == OURS:
            return Path(sys.executable)
        return ENVIRONMENTS / self.peer / "bin" / "python"

    def command(self, data: Path, seed: int) -> list[str]:
        """The whole command line."""
        script = HERE / "peers" / f"with_{self.program or self.peer}.py"
        words = (self.python, script, self.work, "--data", data, "--seed", seed, *self.words)
        return [str(word) for word in words]


def first_reaching(wanted: float, answers: Iterable[Answer]) -> tuple[list[float], list[float]]:
    """Seconds and accuracies at the first epoch at which the mean over all seeds is ``wanted``.

    Where none reaches it, the last epoch.
    """
    epochs = list(zip(*(answer["curve"] for answer in answers), strict=True))
    for points in epochs:
        if statistics.mean(found for _, found in points) >= wanted:
            break
    return [seconds for seconds, _ in points], [found for _, found in points]


def by_key(key: str) -> Figures:
    """A figure that the answers hold, and their accuracy."""

    def figures(answers: Iterable[Answer]) -> tuple[list[float], list[float]]:
        kept = list(answers)
        return [float(a[key]) for a in kept], [float(a["accuracy"]) for a in kept]

    return figures


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the table.

    Args:
        question: what is compared, in one sentence.
        unit: of the figure.
        figures: answers -> the figure of each, and its accuracy.
        data: "mnist" or "digits".
        ways: netwright's first in each case.
        rounds: how often all run.
        wanted: what must be shown, for people.
    """

    question: str
    unit: str
    figures: Figures
    data: str
    ways: tuple[Way, ...]
    rounds: int
    wanted: str


def run_rounds(line: Line, data: Path, *, rounds: int, words: tuple[str, ...] = ()) -> Answers:
    """Let every way of a line answer, in turn.

    Args:
        line: which.
        data: the .npz.
        rounds: how often; the round's number is the seed.
        words: further words for all programs.

    Returns:
        Way -> its answers, the rounds in order; without those that did not answer.
    """
    found: Answers = {}
    with tempfile.TemporaryDirectory() as place:
        cache = Path(place) / "cache"
        for number in range(rounds):
            for way in line.ways:
                if way.rounds and number >= way.rounds:
                    continue
                own = Path(place) / f"fresh {number}" if way.fresh else cache
                answer = _answer(way, way.command(data, number) + list(words), own)
                answer["round"] = number
                say(way=way.name, **answer)
                if "failed" not in answer:
                    found.setdefault(way.name, []).append(answer)
    return found


def table(line: Line, answers: Mapping[str, list[Answer]]) -> list[dict[str, object]]:
    """A row for each way that answered: median, range, ratio, accuracy, memory."""
    rows, firsts = [], dict[str, dict[int, float]]()
    for way in line.ways:
        if way.name not in answers:
            continue
        own = answers[way.name]
        values, scores = line.figures(own)
        by_round = {answer["round"]: value for answer, value in zip(own, values, strict=True)}
        first = firsts.setdefault(way.case, by_round)
        ratios = [value / first[number] for number, value in by_round.items() if number in first]
        row = {
            "case": way.case,
            "way": way.name,
            "median": statistics.median(values),
            "range": [min(values), max(values)],
            "ratio": statistics.median(ratios) if ratios else None,
            "ratio_range": [min(ratios), max(ratios)] if ratios else None,
            "accuracy": statistics.mean(scores),
            "accuracy_error": _standard_error(scores),
            "rounds": len(values),
            "import_seconds": statistics.median(float(a["import_seconds"]) for a in own),
            "peak_mib": statistics.median(float(a["peak_mib"]) for a in own),
            "versions": own[-1]["versions"],
        }
        rows.append(row)
    return rows


def _answer(way: Way, words: list[str], cache: Path) -> Answer:
    if not way.python.exists():
        return {"failed": f"{way.python} is not there; make bench-peers installs it"}
    environment = {
        **os.environ,
        "NETWRIGHT_CACHE": str(cache),
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "KERAS_BACKEND": way.backend,
    }
    if not way.backend:
        del environment["KERAS_BACKEND"]
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # installed packages have theirs; so have ours
    began = time.monotonic()
    environment["BENCHMARK_BEGAN"] = str(began)
    try:
        done = subprocess.run(
            words, capture_output=True, text=True, env=environment, timeout=LIMIT, check=False
        )
    except subprocess.TimeoutExpired:
        return {"failed": f"it took more than {LIMIT} s"}
    wall = time.monotonic() - began
    if done.returncode:
        return {"failed": (done.stderr.strip().splitlines() or ["it said nothing"])[-1]}
    return {**json.loads(done.stdout.splitlines()[-1]), "wall_seconds": round(wall, 3)}


def _standard_error(values: list[float]) -> float:
    if len(values) < 2:
        return 0.0
    return float(statistics.stdev(values) / len(values) ** 0.5)
