"""What weights learned on ImageNet are worth for 244 pictures of ants and bees.

    python benchmarks/transfer.py WEIGHTS [scratch|frozen|tuned]

WEIGHTS is torchvision's MobileNetV2, ``mobilenet_v2-b0353104.pth`` as it is published or a
safetensors file made of it; $NETWRIGHT_PRETRAINED may name it instead. Three seeds each, by the
commands a user would give, scored on the set's own 153 validation pictures:

    scratch   netwright train DATA
    frozen    --set pretrained=WEIGHTS: the output layer learns on features
    tuned     a frozen run, then --set pretrained=RUN --set freeze=10 --set tta=doubtful: its
              output layer goes on learning with the last stages below it (Kumar et al. 2022,
              arXiv:2202.10054, fit the layer first so that the others are not spoilt)

Every training is a process of its own with an empty cache, so that decoding, features and plan are
in its seconds. On a machine that does other work at the same time, processor seconds say more.
"""

import os
import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from shared import calibration, command, data_folder, say, setting_words

SEEDS = range(3)
TUNED = ("freeze=10", "tta=doubtful")


def train(place: str, seed: int, *settings: str) -> dict[str, Any]:
    """One training; what ``--json`` prints."""
    words = ["train", str(data_folder() / "imagefolder_hymenoptera"), "--out", place, "--quiet"]
    sets = setting_words(list(settings))
    return command(*words, "--seed", str(seed), *sets, cache=Path(place) / "cache")


def scratch(place: str, seed: int, weights: Path) -> dict[str, Any]:
    del weights
    return train(place, seed)


def frozen(place: str, seed: int, weights: Path) -> dict[str, Any]:
    return train(place, seed, f"pretrained={weights}")


def tuned(place: str, seed: int, weights: Path) -> dict[str, Any]:
    first = frozen(place, seed, weights)
    return train(place, seed, f"pretrained={first['run']}", *TUNED)


WAYS = {"scratch": scratch, "frozen": frozen, "tuned": tuned}


def spent() -> float:
    """Processor seconds of all children that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def repeated(name: str, weights: Path) -> None:
    values, walls, processors = [], [], []
    for seed in SEEDS:
        with tempfile.TemporaryDirectory() as place:
            began, before = time.perf_counter(), spent()
            done = WAYS[name](place, seed, weights)
            walls.append(time.perf_counter() - began)
            processors.append(spent() - before)
        values.append(done["goal"]["value"])
        say(
            name=name,
            seed=seed,
            accuracy=round(values[-1], 4),
            wall_seconds=round(walls[-1], 1),
            processor_seconds=round(processors[-1], 1),
        )
    say(
        name=name,
        mean=round(statistics.mean(values), 4),
        lowest=round(min(values), 4),
        wall_seconds_median=round(statistics.median(walls), 1),
        processor_seconds_median=round(statistics.median(processors), 1),
    )


def imported(given: Path, place: str) -> Path:
    """The weights as safetensors, made of a foreign file where they are in one."""
    if given.suffix == ".safetensors":
        return given
    out = Path(place) / "weights.safetensors"
    command("import-weights", str(given), "--out", str(out), cache=Path(place) / "cache")
    return out


def main(words: list[str]) -> None:
    names = [word for word in words if word in WAYS] or list(WAYS)
    paths = [word for word in words if word not in WAYS]
    given = Path(paths[0] if paths else os.environ.get("NETWRIGHT_PRETRAINED", ""))
    if not given.is_file():
        sys.exit("weights must be given as a path, or as $NETWRIGHT_PRETRAINED; got no such file")
    say(calibration=calibration())
    with tempfile.TemporaryDirectory() as place:
        weights = imported(given, place)
        for name in names:
            repeated(name, weights)


if __name__ == "__main__":
    main(sys.argv[1:])
