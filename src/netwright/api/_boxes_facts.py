"""Figures of detection for the rules: how anchors fit, what the grid can hold, what is found."""

import math

import numpy as np
from numpy.typing import NDArray

from netwright.api._verdict_facts import Trained
from netwright.contracts import NO_BOX
from netwright.data import best_overlap, fit_anchors
from netwright.measures.detection import class_precisions
from netwright.tasks import Detection, truth_of
from netwright.training import train_subset

FAR = 4.0  # of (1) in ``objectives._detection``: sides this much apart are asked of no anchor
SMALL = 0.5  # of a cell
Floats = NDArray[np.float64]


def boxes_figures(trained: Trained, task: Detection) -> dict[str, float]:
    """The figures under the names of ``diagnosis``.

    Args:
        trained: a training of detection at its end.
        task: what it learned.

    Returns:
        name -> number, of training boxes that are no crowds.
    """
    examples, settings = trained.learned.examples, trained.learned.settings
    taken = examples.take(examples.rows("train"), task.targets)
    there = (taken["box_label"] != NO_BOX) & ~taken["box_crowd"]
    boxes = taken["boxes"][there].astype(np.float64)
    pictures = np.nonzero(there)[0]
    sides, anchors = boxes[:, 2:] - boxes[:, :2], np.array(task.anchors)
    fit = float(best_overlap(sides, anchors).mean())
    count = min(len(anchors), len(np.unique(sides, axis=0)))
    best = fit_anchors(sides, count, seed=settings.seed).fit
    ratio = sides[:, None] / anchors[None]
    worst = np.maximum(ratio, 1 / ratio).max(axis=2).min(axis=1)
    cell = task.grid.stride
    return {
        "boxes/fit": fit,
        "boxes/best_fit": max(fit, best),
        "boxes/far": float((worst >= FAR).mean()),
        "boxes/small": float((sides.min(axis=1) < SMALL * cell).mean()),
        "boxes/shared": _shared(boxes, pictures, cell),
        "boxes/unfound": _unfound(trained, task),
    }


def _shared(boxes: Floats, pictures: NDArray[np.int64], cell: int) -> float:
    """The share of boxes whose middle lies in one cell with that of another."""
    middles = np.floor((boxes[:, :2] + boxes[:, 2:]) / (2 * cell))
    places = np.concatenate([pictures[:, None], middles], axis=1)
    _, number, counts = np.unique(places, axis=0, return_inverse=True, return_counts=True)
    return float((counts[number.reshape(-1)] > 1).mean())


def _unfound(trained: Trained, task: Detection) -> float:
    """Of the class that is found worst, the share of true boxes of train without any found one."""
    examples = trained.learned.examples
    rows = train_subset(examples, trained.learned.settings.seed)
    truth = truth_of(examples.take(rows, task.targets))
    found = trained.scored.splits["train"].output
    recall = class_precisions(found, truth, len(task.classes))["recall50"]
    known = recall[~np.isnan(recall)]
    return float(1 - known.min()) if len(known) else math.nan
