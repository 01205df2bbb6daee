"""Outputs of a network for whole splits: eval mode, no augmentation, no gradients."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from netwright.contracts import Examples, Score, Task
from netwright.randomness import permutation
from netwright.training._devices import on_device

ROWS = 512  # in a batch, at most
NUMBERS = 2**24  # in a batch: large pictures are taken fewer at a time
SUBSET = 1000  # train measures are taken on this many rows at least, or on all there are


@dataclass(frozen=True, slots=True)
class Evaluated:
    """A split's outputs and scores.

    Args:
        loss: the objective's mean, in eval mode.
        scores: every measure of the task.
        output: combined outputs (n, ...), float32.
    """

    loss: float
    scores: Mapping[str, Score]
    output: NDArray[Any]


def outputs(
    model: nn.Module, task: Task, examples: Examples, rows: NDArray[np.int64]
) -> tuple[NDArray[Any], float]:
    """Run a network over some rows.

    Args:
        model: on its device; it is put into eval mode and left in the mode it had.
        task: says how to prepare, combine and weigh.
        examples: in stored form.
        rows: row numbers, at least 1.

    Returns:
        The combined outputs in the order of ``rows``, and the mean loss (nan without targets).
    """
    first = next(model.parameters())
    was_training = model.training
    model.eval()
    parts, total = [], 0.0
    with_target = all(name in examples.arrays for name in task.targets)
    try:
        with torch.inference_mode():
            each = sum(array[:1].size for array in examples.arrays.values())
            size = max(1, min(ROWS, NUMBERS // max(1, each)))
            for start in range(0, len(rows), size):
                taken = rows[start : start + size]
                stored = {
                    name: on_device(array, first.device)
                    for name, array in examples.take(taken).items()
                }
                batch = task.prepare(stored)
                raw = model(*(batch[name] for name in task.inputs))
                if with_target:
                    total += float(task.loss(raw, batch)) * len(taken)
                parts.append(task.combine(raw).float().cpu())
    finally:
        model.train(was_training)
    return torch.cat(parts).numpy(), total / len(rows) if with_target else float("nan")


def evaluate(
    model: nn.Module, task: Task, examples: Examples, rows: NDArray[np.int64]
) -> Evaluated:
    """Outputs, loss and every measure of some rows.

    Args:
        model: on its device.
        task: what is learned.
        examples: in stored form, with targets.
        rows: row numbers, at least 1.

    Returns:
        The split's outputs and scores.
    """
    output, loss = outputs(model, task, examples, rows)
    targets = {n: a[rows] for n, a in examples.arrays.items() if n in task.targets}
    return Evaluated(loss, task.measures(output, targets), output)


def train_subset(examples: Examples, seed: int) -> NDArray[np.int64]:
    """The fixed part of the training split on which train measures are taken.

    Args:
        examples: with splits.
        seed: the run's seed.

    Returns:
        As many rows as val has, ``SUBSET`` at least, all of train at most; sorted.
    """
    rows = examples.rows("train")
    wanted = max(SUBSET, len(examples.splits.get("val", ())))
    order = permutation(seed, "train subset", len(rows))[:wanted]
    return np.sort(rows[order])
