"""The classic networks on CIFAR-10 for ten CPU minutes each, and whether every form can learn.

    python benchmarks/networks.py cifar                  all families, three seeds: about 2 hours
    python benchmarks/networks.py cifar --seeds 1 vgg11  one family, one seed
    python benchmarks/networks.py fit                    every other form fits 64 pictures

`cifar` is what a user would type, with each family's settings named in ``FAMILIES``:

    taskset -c 0 netwright train cifar10_jpeg.npz --model NAME --epochs N --set ...

On one core; the epochs are such that the CPU time of the process, planning, preparing and
the final scores included, is ten minutes at most on the machine of docs/networks.md; it is measured
and printed. The pictures are a JPEG re-encoded copy of the set (data/README.md there), which costs
about 3 points against the original pictures. Nothing is chosen on the test pictures: weights by the
validation split, and settings by it too.
"""

import argparse
import json
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch
from shared import calibration, data_folder, say

from netwright.api import train
from netwright.models import NETWORKS, PictureInput, Size, anatomy, make_network

SHAPE = PictureInput(channels=3, side=32)
RECIPE: dict[str, Any] = {
    "optimiser": "muon",
    "learning_rate": 0.1,
    "momentum": 0.8,
    "schedule": "one-cycle",
    "warmup": 0.2,
    "batch_size": 250,
    "smoothing": 0.1,
    "ema": 0.99,
    "augment": "flip+crop:2",
    "tta": "all",
}
FAMILIES: dict[str, dict[str, Any]] = {
    "lenet5": {"width": 2.0, "epochs": 24},
    "alexnet": {"width": 0.5, "epochs": 14},
    "vgg11": {"width": 0.5, "epochs": 10},
    "resnet20": {"width": 0.5, "epochs": 5.5},
    "googlenet": {"width": 0.5, "epochs": 6},
    "mobilenet-v1": {"width": 0.5, "epochs": 9},
    "mobilenet-v2": {"width": 0.5, "epochs": 3.2},
    "nasnet-a": {"width": 0.5, "epochs": 4.2},
    "convnet": {"width": 1.5, "epochs": 18},
    "speedrun": {"epochs": 7.5},
}
FIT: dict[str, object] = {
    "learning_rate": 1e-3,
    "momentum": 0.9,
    "augment": "none",
    "smoothing": 0.0,
    "ema": 0.0,
    "dropout": 0.0,
    "evaluations": 10,
}
FIT_STEPS = 100


def cifar(names: list[str], seeds: int) -> None:
    path = data_folder() / "cifar10" / "cifar10_jpeg.npz"
    for name in names or FAMILIES:
        found = []
        for seed in range(seeds):
            with tempfile.TemporaryDirectory() as place:
                began, wall = time.process_time(), time.perf_counter()
                run = train(
                    path,
                    out=Path(place),
                    model=name,
                    seed=seed,
                    tensorboard=False,
                    evaluations=3,
                    **{**RECIPE, **FAMILIES[name]},
                )
                spent = (time.process_time() - began) / 60
                plan = json.loads((run.path / "plan.json").read_text(encoding="utf-8"))["plan"]
                found.append(run.measures["test"]["accuracy"])
            say(
                network=name,
                seed=seed,
                accuracy=round(found[-1], 4),
                train_accuracy=round(run.measures["train"]["accuracy"], 4),
                pictures_per_second=round(RECIPE["batch_size"] / plan["step_seconds"]),
                cpu_minutes=round(spent, 2),
                wall_minutes=round((time.perf_counter() - wall) / 60, 2),
                steps=run.steps,
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


def fit(names: list[str], side: int) -> None:
    """64 pictures by heart: accuracy on them in eval mode, steps, and pictures a second."""
    with np.load(data_folder() / "cifar10" / "cifar10_small.npz") as file:
        x, y = file["x_train"][:64], file["y_train"][:64]
    if side != x.shape[1]:
        large = torch.from_numpy(x).permute(0, 3, 1, 2).float()
        x = torch.nn.functional.interpolate(large, (side, side), mode="bilinear")
        x = x.round().byte().permute(0, 2, 3, 1).numpy()
    for name in names or [row.name for row in NETWORKS.values() if row.paper]:
        with tempfile.TemporaryDirectory() as place:
            path = Path(place) / "pictures.npz"
            np.savez(path, x_train=x, y_train=y, x_val=x, y_val=y)
            run = train(
                path,
                out=Path(place) / "runs",
                model=name,
                epochs=FIT_STEPS,
                batch_size=32,
                tensorboard=False,
                **FIT,
            )
            shape = PictureInput(channels=3, side=side)
            network = make_network(name, shape, 10, Size())
            say(
                network=name,
                side=side,
                parameters=sum(p.numel() for p in network.parameters()),
                accuracy=run.measures["train"]["accuracy"],
                steps=run.steps,
                seconds=round(run.seconds["train"], 1),
            )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("part", choices=("cifar", "fit"))
    parser.add_argument("names", nargs="*")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--side", type=int, default=32)
    asked = parser.parse_intermixed_args()
    say(**calibration())
    if asked.part == "cifar":
        cifar(asked.names, asked.seeds)
    else:
        fit(asked.names, asked.side)


if __name__ == "__main__":
    main()
