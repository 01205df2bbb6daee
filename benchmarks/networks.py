"""The classic networks on CIFAR-10 for ten CPU minutes each, and whether every form can learn.

    python benchmarks/networks.py cifar                  all families, three seeds: about 2 hours
    python benchmarks/networks.py cifar --seeds 1 vgg11  one family, one seed
    python benchmarks/networks.py rate                   pictures a second: needs an idle machine
    python benchmarks/networks.py fit                    every other form fits 64 pictures

`cifar` is what a user would type, with each family's settings named in ``FAMILIES``:

    taskset -c 0 netwright train cifar10_jpeg.npz --model NAME --epochs N --set ...

On one core; the epochs are such that the steps take ten minutes at most on the machine of
docs/networks.md, by the pictures a second that ``rate`` measures there. The CPU time of the whole
process is printed too; it grows by a quarter if the other core is busy. The pictures are a JPEG
re-encoded copy of the set (data/README.md there), which costs about 3 points against the original
pictures. Nothing is chosen on the test pictures: weights by the validation split, settings by it
too.
"""

import argparse
import json
import os
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch
from peers.cifar_recipe import BEST, RECIPE
from shared import calibration, data_folder, say

from netwright.api import train
from netwright.api._planning import make_schedule
from netwright.api._prepare import prepare
from netwright.api._prepared import Asked, quiet
from netwright.models import NETWORKS, PictureInput, Size, anatomy, make_network

SHAPE = PictureInput(channels=3, side=32)
FAMILIES: dict[str, dict[str, Any]] = {
    "lenet5": {"width": 2.0, "epochs": 20},
    "alexnet": {"width": 0.5, "epochs": 12},
    "vgg11": {"width": 0.5, "epochs": 8.5},
    "resnet20": {"width": 0.5, "epochs": 4.6},
    "googlenet": {"width": 0.5, "epochs": 4.6},
    "mobilenet-v1": {"width": 0.5, "epochs": 7.5},
    "mobilenet-v2": {"width": 0.5, "epochs": 2.7},
    "nasnet-a": {"width": 0.5, "epochs": 3.6},
    "convnet": {"width": 1.5, "epochs": 15},
    "speedrun": BEST,
}
FIT: dict[str, object] = {
    "learning_rate": 1e-3,
    "momentum": 0.9,
    "augment": "none",
    "smoothing": 0.0,
    "ema": 0.0,
    "dropout": 0.0,
    "evaluations": 2,
}
TRAIN, VAL_SHARE = 50_000, 0.1  # rows, and the share of them that netwright holds out
FIT_EPOCHS, FIT_SHORT, FIT_BATCH = 100, 30, 32
LARGE = 60e6  # multiply-adds from which the 30 epochs are enough, and long


def cifar(names: list[str], seeds: range) -> None:
    path = data_folder() / "cifar10" / "cifar10_jpeg.npz"
    for name in names or FAMILIES:
        found = []
        for seed in seeds:
            with tempfile.TemporaryDirectory() as place:
                began, wall = time.process_time(), time.perf_counter()
                run = train(
                    path,
                    out=Path(place),
                    model=name,
                    seed=seed,
                    tensorboard=False,
                    **{**RECIPE, **FAMILIES[name]},
                )
                spent = (time.process_time() - began) / 60
                rate = _pictures_per_second(run.path, RECIPE["batch_size"])
                found.append(run.measures["test"]["accuracy"])
                steps = run.summary()["steps"]
            say(
                network=name,
                seed=seed,
                accuracy=round(found[-1], 4),
                train_accuracy=round(run.measures["train"]["accuracy"], 4),
                pictures_per_second=rate,
                cpu_minutes=round(spent, 2),
                wall_minutes=round((time.perf_counter() - wall) / 60, 2),
                steps=steps,
            )
        network = make_network(name, SHAPE, 10, Size(width=float(FAMILIES[name].get("width", 1.0))))
        network.eval()
        rows = anatomy(network, {"pictures": torch.zeros(1, 3, 32, 32)})
        say(
            network=name,
            parameters=sum(p.numel() for p in network.parameters()),
            multiply_adds=sum(row.multiply_adds for row in rows),
        )
        say(network=name, mean=round(statistics.mean(found), 4), least=min(found), most=max(found))


def rate(names: list[str]) -> None:
    """Pictures a second of one core in training steps, and the minutes that a training takes so."""
    path = data_folder() / "cifar10" / "cifar10_small.npz"  # a step depends on shapes alone
    torch.set_num_threads(1)
    for name in names or FAMILIES:
        settings = {**RECIPE, **FAMILIES[name]}
        # a third of the whole training's steps, so that planning may take some seconds
        asked = {**settings, "model": name, "epochs": settings["epochs"] * TRAIN / 1_000 / 3}
        with tempfile.TemporaryDirectory() as place:
            os.environ["NETWRIGHT_CACHE"] = place  # a plan of today
            prepared = prepare(Asked(data=str(path), test=None, user=asked), quiet)
            plan = make_schedule(prepared, quiet).plan
        found = round(RECIPE["batch_size"] / plan.step_seconds)
        rows = TRAIN * (1 - settings.get("val_share", VAL_SHARE))
        minutes = settings["epochs"] * rows / found / 60
        say(network=name, alone=found, minutes=round(minutes, 1), plan=plan.chosen.name)


def fit(names: list[str], side: int) -> None:
    """64 pictures by heart: accuracy on them in eval mode, steps, and pictures a second."""
    with np.load(data_folder() / "cifar10" / "cifar10_small.npz") as file:
        x, y = file["x_train"][:64], file["y_train"][:64]
    if side != x.shape[1]:
        large = torch.from_numpy(x).permute(0, 3, 1, 2).float()
        x = torch.nn.functional.interpolate(large, (side, side), mode="bilinear")
        x = x.round().byte().permute(0, 2, 3, 1).numpy()
    for name in names or [row.name for row in NETWORKS.values() if row.paper]:
        network = make_network(name, PictureInput(channels=3, side=side), 10, Size())
        costs = anatomy(network.eval(), {"pictures": torch.zeros(1, 3, side, side)})
        large = sum(row.multiply_adds for row in costs) > LARGE
        with tempfile.TemporaryDirectory() as place:
            path = Path(place) / "pictures.npz"
            np.savez(path, x_train=x, y_train=y, x_val=x, y_val=y)
            run = train(
                path,
                out=Path(place) / "runs",
                model=name,
                epochs=FIT_SHORT if large else FIT_EPOCHS,
                batch_size=FIT_BATCH,
                tensorboard=False,
                **FIT,
            )
            say(
                network=name,
                side=side,
                parameters=sum(p.numel() for p in network.parameters()),
                accuracy=run.measures["train"]["accuracy"],
                steps=run.summary()["steps"],
                pictures_per_second=_pictures_per_second(run.path, FIT_BATCH),
            )


def _pictures_per_second(run: Path, batch: int) -> int:
    """By the plan's measurement of training steps."""
    plan = json.loads((run / "plan.json").read_text(encoding="utf-8"))["plan"]
    return round(batch / plan["step_seconds"])


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("part", choices=("cifar", "rate", "fit"))
    parser.add_argument("names", nargs="*")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--side", type=int, default=32)
    asked = parser.parse_intermixed_args()
    say(**calibration())
    if asked.part == "cifar":
        cifar(asked.names, range(asked.first, asked.first + asked.seeds))
    elif asked.part == "rate":
        rate(asked.names)
    else:
        fit(asked.names, asked.side)


if __name__ == "__main__":
    main()
