"""What ``netwright.watch`` costs a plain PyTorch loop: the same training with and without it.

    python benchmarks/watch.py

A convnet and an MLP on MNIST, batches of 64, Adam, an epoch of 12,800 pictures. The two loops take
turns, so that a slow moment of the machine hits both; the median of the rounds' ratios is said with
its range, and apart from it the seconds of entering, and of the report with its forks.
"""

import argparse
import statistics
import time
from contextlib import nullcontext

import torch
from shared import calibration, mnist, say
from torch import Tensor, nn
from torch.nn import functional

import netwright

ROWS, BATCH, ROUNDS = 12_800, 64, 9


def convnet() -> nn.Module:
    return nn.Sequential(
        *(nn.Conv2d(1, 16, 3), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Conv2d(16, 32, 3), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Flatten(), nn.Linear(800, 10)),
    )


def mlp() -> nn.Module:
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))


def train(make: type, x: Tensor, y: Tensor, *, watched: bool) -> tuple[float, float, float]:
    """Seconds of the loop, of entering and leaving, and of the report."""
    torch.manual_seed(0)
    model = make()
    adam = torch.optim.Adam(model.parameters(), lr=1e-3)
    loss_fn = functional.cross_entropy
    began = time.perf_counter()
    coach = netwright.watch(model, adam, loss_fn, train=(x, y)) if watched else None
    with coach or nullcontext():
        entered = time.perf_counter()
        for rows in torch.randperm(len(x)).split(BATCH):
            adam.zero_grad()
            loss = loss_fn(model(x[rows]), y[rows])
            loss.backward()
            adam.step()
            if coach:
                coach.step(loss)
        looped = time.perf_counter()
    left = time.perf_counter()
    if coach:
        coach.report()
    aside = (entered - began) + (left - looped)
    return looped - entered, aside, time.perf_counter() - left


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    asked = parser.parse_args()
    say(**calibration())
    pictures, labels, _, _ = mnist()
    x = torch.from_numpy(pictures[:ROWS]).float().unsqueeze(1).div_(255)
    y = torch.from_numpy(labels[:ROWS]).long()
    for make in (convnet, mlp):
        train(make, x, y, watched=True)  # warms up
        ratios, asides, reports = list[float](), list[float](), list[float]()
        for number in range(asked.rounds):
            order = (False, True) if number % 2 else (True, False)
            seconds = {watched: train(make, x, y, watched=watched) for watched in order}
            ratios.append(seconds[True][0] / seconds[False][0])
            asides.append(seconds[True][1])
            reports.append(seconds[True][2])
        say(
            network=make.__name__,
            ratio=round(statistics.median(ratios), 3),
            ratio_range=[round(min(ratios), 3), round(max(ratios), 3)],
            entering_and_leaving_seconds=round(statistics.median(asides), 3),
            report_seconds=round(statistics.median(reports), 2),
        )


if __name__ == "__main__":
    main()
