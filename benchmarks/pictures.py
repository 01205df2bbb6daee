"""Accuracy and seconds on pictures, by the commands a user would give.

    python benchmarks/pictures.py digits     5 seeds
    python benchmarks/pictures.py mnist      3 seeds, the default
    python benchmarks/pictures.py minutes    1 seed, --minutes 5
    python benchmarks/pictures.py folders    class folders: hymenoptera, a sample of CIFAR-10

Each run is ``netwright train`` in a process of its own; test rows are only scored.
"""

import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

from shared import calibration, command, data_folder, say


def train(data: str, *options: str) -> dict[str, Any]:
    """One training; what ``--json`` prints."""
    with tempfile.TemporaryDirectory() as place:
        return command("train", data, "--out", place, "--quiet", *options)


def repeated(name: str, data: str, seeds: int, *options: str) -> None:
    values, seconds = [], []
    for seed in range(seeds):
        done = train(data, "--seed", str(seed), *options)
        values.append(done["goal"]["value"])
        seconds.append(done["seconds"]["train"])
        say(
            name=name,
            seed=seed,
            split=done["goal"]["split"],
            accuracy=round(values[-1], 4),
            train_seconds=round(seconds[-1], 1),
            parameters=done["parameters"],
        )
    say(
        name=name,
        mean=round(statistics.mean(values), 4),
        lowest=min(values),
        train_seconds_median=round(statistics.median(seconds), 1),
        train_seconds_range=[round(min(seconds), 1), round(max(seconds), 1)],
    )


def main(line: str) -> None:
    say(calibration=calibration())
    if line in ("digits", "all"):
        repeated("digits", "digits", 5)
    mnist = str(data_folder() / "mnist" / "mnist.npz") if line != "digits" else ""
    if line in ("mnist", "all"):
        repeated("mnist", mnist, 3)
    if line in ("minutes", "all"):
        repeated("mnist, --minutes 5", mnist, 1, "--minutes", "5")
    if line in ("folders", "all"):
        for folder in (Path("imagefolder_hymenoptera"), Path("cifar10") / "jpg_sample"):
            repeated(folder.as_posix(), str(data_folder() / folder), 1)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "all")
