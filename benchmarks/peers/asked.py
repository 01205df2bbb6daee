"""What every program here is told, and how it answers; nothing but the standard library and NumPy.

    python with_NAME.py WORK --data FILE.npz [--rows N] [--epochs N] [--seed N] [--tuned]

The answer is the last line of stdout, JSON: what the work found, and beside it

    import_seconds      from the start of the process until everything was imported
    processor_seconds   of all threads
    peak_mib            most memory held, by the process and by workers it has started
    versions            of the packages that did the work
"""

import argparse
import json
import os
import resource
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Facts = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One work.

    Args:
        work: which of the program's works.
        data: an .npz with x_train, y_train, x_test, y_test; pictures are uint8 (n, side, side).
        rows: training rows to use; 0 for all.
        epochs: over them.
        seed: of starts, order and dropout.
        tuned: with the settings the library documents for speed, not with its usual ones.
    """

    work: str
    data: Path
    rows: int
    epochs: int
    seed: int
    tuned: bool

    def arrays(self) -> tuple[NDArray[np.uint8], ...]:
        """Training pictures and labels, test pictures and labels."""
        with np.load(self.data) as file:
            x, y, x_test, y_test = (file[n] for n in ("x_train", "y_train", "x_test", "y_test"))
        rows = self.rows or len(x)
        return x[:rows], y[:rows], x_test, y_test


def answer(works: Mapping[str, Callable[[Asked], Facts]], packages: tuple[str, ...]) -> None:
    """Do what the command line asks for, and print the answer."""
    now = time.monotonic()  # the same clock in all processes
    imported = now - float(os.environ.get("BENCHMARK_BEGAN", now))
    parser = argparse.ArgumentParser()
    parser.add_argument("work", choices=sorted(works))
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--rows", type=int, default=0)
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--tuned", action="store_true")
    asked = Asked(**vars(parser.parse_args()))
    facts = works[asked.work](asked)
    facts |= {
        "import_seconds": round(imported, 3),
        "processor_seconds": round(time.process_time(), 3),
        "peak_mib": round(_peak_mib()),
        "versions": {name: metadata.version(name) for name in packages},
    }
    print(json.dumps(facts), flush=True)


def accuracy(answers: NDArray[np.int64], labels: NDArray[np.uint8]) -> float:
    return float((answers == labels).mean())


def _peak_mib() -> float:
    total, own = 0, os.getpid()
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            lines = status.read_text().splitlines()
        except OSError:
            continue  # it has ended
        fields = dict(line.split(":", 1) for line in lines if ":" in line)
        if own in (int(fields["Pid"]), int(fields["PPid"])):
            total += int(fields.get("VmHWM", "0").split()[0])
    return total / 1024 or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
