"""Parts of ``effects.py`` that train ``mlp`` on a part of MNIST, one setting changed at a time."""

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
from effects_page import Chart, Lines, Part, spread
from shared import mnist, say

from netwright.api import train

SEEDS = (0, 1, 2)
PLAIN: dict[str, Any] = {
    "model": "mlp",
    "optimiser": "adam",
    "learning_rate": 1e-3,
    "schedule": "constant",
    "epochs": 60,
    "evaluations": 60,
    "batch_size": 50,
    "smoothing": 0.0,
    "tensorboard": False,
    "plan": "fp32",
}
REGULARISERS: dict[str, dict[str, Any]] = {
    "none": {},
    "L2, 0.02": {"weight_decay": 0.02},
    "L1, 0.0005": {"l1": 5e-4},
    "dropout 0.5": {"dropout": 0.5},
    "label smoothing 0.1": {"smoothing": 0.1},
    "shifted pictures": {"augment": "shift"},
    "mixup 0.4": {"augment": "mixup:0.4"},
    "mean of the weights": {"ema": 0.99},
    "early stopping": {"patience": 5},
}
# each at the best of a few rates, tried on the loss of the training pictures
OPTIMISERS: dict[str, tuple[float, ...]] = {
    "sgd": (0.1, 0.3),
    "momentum": (0.03, 0.1),
    "nesterov": (0.03, 0.1),
    "adagrad": (0.01, 0.03),
    "rmsprop": (3e-4, 1e-3),
    "adam": (1e-3, 3e-3),
    "adamw": (1e-3, 3e-3),
    "muon": (0.02, 0.05),
}
SCHEDULES = (
    "constant",
    "step",
    "inverse-time",
    "exponential",
    "linear",
    "cosine",
    "flat-cosine",
    "one-cycle",
    "plateau",
)
BATCHES = (1, 8, 32, 128, 512, 2048)
ACCURACIES = ("val/accuracy", "train/accuracy")
LOSS = "training loss, nats, logarithmic"
SHORT = {"epochs": 5, "evaluations": 25}


def data(folder: Path, count: int, held: int = 5_000) -> Path:
    """An npz of the first pictures of MNIST in one random order: train and val."""
    x, y, _, _ = mnist()
    order = np.random.default_rng(0).permutation(len(x))
    rows, val = order[:count], order[count : count + held]
    path = folder / f"mnist_{count}.npz"
    np.savez(path, x_train=x[rows], y_train=y[rows], x_val=x[val], y_val=y[val])
    return path


def history(path: Path, place: Path, **settings: object) -> list[dict[str, float]]:
    run = train(path, out=place / "runs", **{**PLAIN, **settings})
    lines = (run.path / "history.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def series(lines: list[dict[str, float]], name: str, along: str = "epoch") -> list[Any]:
    return [(line[along], line[name]) for line in lines]


def regularisers(place: Path) -> Part:
    path = data(place, 500)
    loss: Lines = {}
    gap: Lines = {}
    table = [["", "validation accuracy, %", "train accuracy, %", "lowest validation loss"]]
    for name, changed in REGULARISERS.items():
        runs = [history(path, place, seed=seed, **changed) for seed in SEEDS]
        loss[name] = series(runs[0], "val/loss")
        gap[name] = series(runs[0], "train/loss")
        ends = [[line[key] for line in (r[-1] for r in runs)] for key in ACCURACIES]
        least = [min(line["val/loss"] for line in run) for run in runs]
        table.append([name, spread(ends[0]), spread(ends[1]), spread(least, 1.0, 3)])
        say(part="regularisers", name=name, row=table[-1])
    charts = [
        Chart("val", "validation loss, nats", "epoch", loss),
        Chart("train", "training loss, nats", "epoch", gap),
    ]
    return Part("500 pictures of MNIST, `mlp`, Adam, 60 epochs.", charts, table)


def optimisers(place: Path) -> Part:
    path = data(place, 4_000)
    found: Lines = {}
    table = [["", "rate", "training loss at the end", "validation accuracy, %"]]
    for name, rates in OPTIMISERS.items():
        tries = {
            rate: history(path, place, optimiser=name, learning_rate=rate, **SHORT)
            for rate in rates
        }
        rate = min(rates, key=lambda r: _finite(tries[r][-1]["train/loss"]))
        settings = {"optimiser": name, "learning_rate": rate, **SHORT}
        runs = [tries[rate], *(history(path, place, seed=s, **settings) for s in SEEDS[1:])]
        found[name] = series(runs[0], "train/loss")
        loss = [run[-1]["train/loss"] for run in runs]
        accuracy = [run[-1]["val/accuracy"] for run in runs]
        table.append([name, f"{rate:g}", spread(loss, 1.0, 4), spread(accuracy)])
        say(part="optimisers", name=name, row=table[-1])
    words = "4,000 pictures, `mlp`, batches of 50, five epochs, no decay of the rate."
    return Part(words, [Chart("loss", LOSS, "epoch", found)], table)


def schedules(place: Path) -> Part:
    path = data(place, 4_000)
    rates: Lines = {}
    table = [["", "validation accuracy, %", "training loss at the end"]]
    settings: dict[str, Any] = {"optimiser": "momentum", "learning_rate": 0.1, "plateau": 2}
    for name in SCHEDULES:
        runs = [
            history(path, place, seed=seed, schedule=name, **settings, epochs=8, evaluations=40)
            for seed in SEEDS
        ]
        rates[name] = series(runs[0], "learning_rate")
        accuracy = [run[-1]["val/accuracy"] for run in runs]
        loss = [run[-1]["train/loss"] for run in runs]
        table.append([name, spread(accuracy), spread(loss, 1.0, 4)])
        say(part="schedules", name=name, row=table[-1])
    words = "4,000 pictures, `mlp`, momentum at 0.1, batches of 50, eight epochs."
    return Part(words, [Chart("rate", "learning rate, logarithmic", "epoch", rates)], table)


def batches(place: Path) -> Part:
    path = data(place, 4_000)
    found: Lines = {}
    table = [["examples in a step", "steps", "training loss after 5 epochs", "accuracy, %"]]
    for size in BATCHES:
        # the rate grows with the root of the batch, as the noise of its mean shrinks
        rate = 0.05 * math.sqrt(size / 50)
        settings = {"optimiser": "sgd", "learning_rate": min(rate, 0.3), **SHORT}
        runs = [history(path, place, seed=s, batch_size=size, **settings) for s in SEEDS]
        found[f"{size}"] = series(runs[0], "train/loss")
        loss = [run[-1]["train/loss"] for run in runs]
        accuracy = [run[-1]["val/accuracy"] for run in runs]
        row = [f"{size:,}", f"{int(runs[0][-1]['step']):,}", spread(loss, 1.0, 3), spread(accuracy)]
        table.append(row)
        say(part="batches", size=size, row=row)
    words = "4,000 pictures, `mlp`, plain gradient descent, rate 0.05 sqrt(b / 50), 0.3 at most."
    return Part(words, [Chart("loss", LOSS, "epoch", found)], table)


def _finite(value: float) -> float:
    return value if math.isfinite(value) else math.inf
