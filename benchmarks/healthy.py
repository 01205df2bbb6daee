"""Alarms on healthy trainings: 30 runs with the settings netwright chooses, each diagnosed.

    python benchmarks/healthy.py              all, one after the other
    python benchmarks/healthy.py --first 5    the first five
    python benchmarks/healthy.py --skip 20    from the 21st on

Every set of the data folder that is a table or pictures with classes, and the built-in digits, with
the networks that fit it, as ``netwright train DATA --model NAME`` does it; only the epochs of the
larger sets are fewer. Titanic's "survived" is not among them: its column "alive" says the same. A
run is an alarm if ``netwright diagnose`` calls its training ill. Each line of JSON names the cause;
the last one counts.
"""

import argparse
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
from shared import calibration, data_folder, say

from netwright.api import diagnose, train

Case = tuple[str, dict[str, Any]]
HEADLESS: dict[str, Any] = {"header": False, "target": "last"}
DIGITS: list[Case] = [
    ("digits", {"model": name, "seed": seed})
    for name, seeds in (("logistic", 2), ("mlp", 3), ("convnet", 3), ("resnet", 1))
    for seed in range(seeds)
]
PICTURES: list[Case] = [
    ("mnist/mnist.npz", {"model": "convnet", "epochs": 1.0}),
    ("mnist/mnist.npz", {"model": "mlp", "epochs": 5.0}),
    ("mnist/mnist.npz", {"model": "logistic", "epochs": 5.0}),
    ("mnist/png_sample/train", {}),
    ("mnist/png_sample/train", {"model": "mlp"}),
    ("cifar10/cifar10_small.npz", {"model": "convnet"}),
    ("cifar10/cifar10_small.npz", {"model": "speedrun"}),
    ("cifar10/jpg_sample/train", {}),
    ("imagefolder_hymenoptera", {"side": 48, "epochs": 20.0}),
    ("faces_orl", {"side": 32, "channels": 1}),
]
TABLES: list[Case] = [
    ("tabular_ames/AmesHousing.csv", {"target": "SalePrice"}),
    ("tabular_ames/AmesHousing.csv", {"target": "SalePrice", "seed": 1}),
    ("tabular_adult/adult-train.csv", {**HEADLESS, "epochs": 4.0}),
    ("tabular_adult/adult-train.csv", {**HEADLESS, "epochs": 4.0, "model": "logistic"}),
    ("tabular_boston_housing/housing.csv", HEADLESS),
    ("tabular_boston_housing/housing.csv", {**HEADLESS, "seed": 1}),
    ("tabular_small/penguins.csv", {"target": "species"}),
    ("tabular_small/penguins.csv", {"target": "body_mass_g"}),
    ("tabular_small/penguins.csv", {"target": "sex"}),
    ("tabular_small/titanic.csv", {"target": "fare"}),
    ("tabular_ctr/criteo_10k_train.csv", {"header": False, "target": "0"}),
]
CASES = [*DIGITS, *PICTURES, *TABLES]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--first", type=int, default=len(CASES))
    parser.add_argument("--skip", type=int, default=0)
    asked = parser.parse_args()
    say(**calibration())
    alarms, seconds = list[str](), list[float]()
    cases = CASES[asked.skip : asked.skip + asked.first]
    for name, settings in cases:
        with tempfile.TemporaryDirectory() as place:
            data = name if name == "digits" else data_folder() / name
            run = train(data, out=Path(place), tensorboard=False, **settings)
            began = time.perf_counter()
            found = diagnose(run.path)
            seconds.append(time.perf_counter() - began)
            ill = found.training.health == "ill"
            alarms += [f"{name} {settings}: {found.training.cause}"] if ill else []
            say(
                data=name,
                **settings,
                health=found.training.health,
                cause=found.training.cause,
                goal=run.goal,
                diagnosis_seconds=round(seconds[-1], 1),
            )
    say(runs=len(cases), alarms=alarms, median_seconds=round(float(np.median(seconds)), 1))


if __name__ == "__main__":
    main()
