"""Figures of image to image for the rules: what is known, what is answered, how much it varies."""

import math

import numpy as np
from numpy.typing import NDArray

from netwright.api._verdict_facts import Trained
from netwright.contracts import VOID
from netwright.tasks import ImageToImage
from netwright.training import train_subset


def pairs_figures(trained: Trained, task: ImageToImage) -> dict[str, float]:
    """The figures under the names of ``diagnosis``.

    Args:
        trained: a training of image to image at its end.
        task: what it learned.

    Returns:
        name -> number, of the training rows that are measured.
    """
    examples = trained.learned.examples
    rows = train_subset(examples, trained.learned.settings.seed)
    wanted = examples.take(rows, task.targets)[task.targets[0]]
    output = trained.scored.splits["train"].output
    if task.made:
        return {"pairs/spread": _share(_spread(output), _spread(wanted))}
    known = wanted != VOID
    true = np.bincount(wanted[known], minlength=len(task.classes)).astype(np.float64)
    found = np.bincount(output[known].astype(np.int64), minlength=len(task.classes))
    never = (true > 0) & (found == 0)
    every = max(1.0, float(true.sum()))
    return {
        "masks/void": float(1 - known.mean()),
        "masks/never": float((true * never).max() / every),
        "masks/left_out": float(never.sum() / max(1, int((true > 0).sum()))),
        "pairs/spread": _share(_mixed(found.astype(np.float64)), _mixed(true)),
    }


def _spread(pictures: NDArray[np.generic]) -> float:
    """The mean over pictures of how much their numbers vary."""
    return float(pictures.reshape(len(pictures), -1).astype(np.float64).std(axis=1).mean())


def _mixed(counts: NDArray[np.float64]) -> float:
    """The share of pixels that are not of the most frequent class."""
    total = float(counts.sum())
    return 1 - float(counts.max()) / total if total else math.nan


def _share(value: float, whole: float) -> float:
    return value / whole if whole > 0 else math.nan
