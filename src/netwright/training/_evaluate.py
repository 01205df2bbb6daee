"""Outputs of a network for whole splits: eval mode, no augmentation, no gradients.

Where the task asks for further views of an example, its answer is the mean over them; the same
function answers in evaluate, the report, predict and serve, so what was validated is what is
served. Only the evaluations during training look once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from netwright.contracts import Batch, Examples, Score, Task
from netwright.randomness import permutation
from netwright.training._devices import on_device

ROWS = 512  # in a batch, at most
NUMBERS = 2**21  # in a batch: large pictures go a few at a time, which takes half the time


@dataclass(frozen=True, slots=True)
class Evaluated:
    """A split's outputs and scores.

    Args:
        loss: the objective's mean, in eval mode, at the first look.
        scores: every measure of the task.
        output: combined outputs (n, ...), float32.
    """

    loss: float
    scores: Mapping[str, Score]
    output: NDArray[Any]


def outputs(
    model: nn.Module,
    task: Task,
    examples: Examples,
    rows: NDArray[np.int64],
    *,
    looks: bool = True,
    keep_members: bool = False,
) -> tuple[NDArray[Any], float]:
    """Run a network over some rows.

    Args:
        model: on its device; it is put into eval mode and left in the mode it had.
        task: says how to prepare, combine and weigh.
        examples: in stored form.
        rows: row numbers, at least 1.
        looks: whether the task may ask for further views.
        keep_members: leave the outputs of several members uncombined, (n, m, ...); each member
            looks once.

    Returns:
        The combined outputs in the order of ``rows``, and the mean loss (nan without targets).
    """
    first = next(model.parameters())
    was_training = model.training
    model.eval()
    parts, total = [], 0.0
    with_target = bool(task.targets) and all(name in examples.arrays for name in task.targets)
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
                answer = raw if keep_members else task.combine(raw)
                if looks and not keep_members:
                    answer = _looked_again(model, task, batch, answer)
                parts.append(answer.float().cpu())
    finally:
        model.train(was_training)
    return torch.cat(parts).numpy(), total / len(rows) if with_target else float("nan")


def evaluate(
    model: nn.Module,
    task: Task,
    examples: Examples,
    rows: NDArray[np.int64],
    *,
    looks: bool = True,
) -> Evaluated:
    """Outputs, loss and every measure of some rows.

    Args:
        model: on its device.
        task: what is learned.
        examples: in stored form, with targets.
        rows: row numbers, at least 1.
        looks: whether the task may ask for further views.

    Returns:
        The split's outputs and scores.
    """
    output, loss = outputs(model, task, examples, rows, looks=looks)
    measured = task.measures(output, examples.take(rows, task.targets))
    return Evaluated(loss, measured, output)


def train_subset(examples: Examples, seed: int) -> NDArray[np.int64]:
    """The fixed part of the training split on which train measures are taken.

    Args:
        examples: with splits.
        seed: the run's seed.

    Returns:
        As many rows as val has, ``examples.subset`` at least, all of train at most; sorted.
    """
    rows = examples.rows("train")
    wanted = max(examples.subset, len(examples.splits.get("val", ())))
    order = permutation(seed, "train subset", len(rows))[:wanted]
    return np.sort(rows[order])


def _looked_again(model: nn.Module, task: Task, batch: Batch, answer: Tensor) -> Tensor:
    """Combined output whose doubtful rows are means over all views."""
    rows = task.doubtful(answer).nonzero().squeeze(1)
    if not len(rows):
        return answer
    again = {name: tensor[rows] for name, tensor in batch.items()}
    looks = [answer[rows]]
    looks += [
        task.combine(model(*(view[name] for name in task.inputs))) for view in task.views(again)
    ]
    # as a task combines members, so it combines looks
    return answer.index_copy(0, rows, task.combine(torch.stack(looks, dim=1)))
