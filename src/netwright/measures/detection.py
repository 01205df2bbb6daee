"""Measures of found boxes: average precision by the rules of COCO, in NumPy.

Boxes found of one class are ranked over all pictures; ``detection_matching`` says which are hits,
at a threshold t of the overlap. With B true boxes,

    recall_k    = hits among the first k / B                                                (1)
    precision_k = hits among the first k / k                                                (2)
    E_k         = max_{j >= k} precision_j                                                  (3)
    AP_t        = 1/101 sum_{r = 0, 0.01 .. 1} E at the first k with recall_k >= r, else 0  (4)
    map50       = mean over classes of AP at t = 0.5;   map75 likewise at 0.75              (5)
    map         = mean over classes and over t = 0.5, 0.55 .. 0.95                          (6)
    recall50    = mean over classes of the hits at t = 0.5 / B                              (7)

Classes without a true box are left out. Boxes that count for nothing are left out of (1) and (2).
The points r of (4) are those of the evaluation code, whose rounding decides where a recall is one
of them; ``reference.measures.detection_average_precision`` compares whole numbers instead.

Standard errors are those of the delete-a-group jackknife: pictures are dealt into g groups, 20 at
most, and each measure is taken g times, without one group,

    error^2 = (g - 1) / g sum_i (measure_(-i) - their mean)^2                               (8)

so it is about other pictures of this kind, whose boxes are not independent of each other.

Source: Lin et al. 2014, arXiv:1405.0312, and its evaluation code, for (1) to (6); Kott 2001, "The
delete-a-group jackknife", Journal of Official Statistics 17, for (8).
"""

import math

import numpy as np
from numpy.typing import NDArray

from netwright.contracts import Score
from netwright.measures.detection_matching import ASIDE, HIT, Floats, Ranked, Truth, ranked

THRESHOLDS = tuple(np.linspace(0.5, 0.95, 10).tolist())
POINTS = np.linspace(0.0, 1.0, 101)
GROUPS = 20
MEASURES = ("map50", "map", "map75", "recall50")


def detection_measures(
    found: Floats, truth: Truth, classes: int, *, area: tuple[float, float] = (0.0, math.inf)
) -> dict[str, Score]:
    """Every measure of a split.

    Args:
        found: (n, d, 6): x1, y1, x2, y2, score, label; the label -1 for a row that is no box.
        truth: of the same n pictures, in the same unit.
        classes: k.
        area: the smallest and the largest area that counts, in that unit's square.

    Returns:
        map50, map, map75 and recall50, from 0 to 1; all 0 where there is no true box. The
        standard error is None for a single picture.
    """
    every = [
        ranked(found, truth, label, thresholds=THRESHOLDS, area=area) for label in range(classes)
    ]
    whole = _means(every, np.ones(len(found), dtype=np.bool_))
    groups = min(GROUPS, len(found))
    if groups < 2:
        return {name: Score(float(value)) for name, value in zip(MEASURES, whole, strict=True)}
    member = np.arange(len(found)) % groups
    without = np.array([_means(every, member != group) for group in range(groups)])
    spread = (groups - 1) / groups * ((without - without.mean(axis=0)) ** 2).sum(axis=0)  # (8)
    return {
        name: Score(float(value), float(error))
        for name, value, error in zip(MEASURES, whole, np.sqrt(spread), strict=True)
    }


def average_precision(outcomes: NDArray[np.int8], true: int) -> Floats:
    """Equations (1) to (4).

    Args:
        outcomes: (t, m), of the boxes found by falling score: ``HIT``, ``FALSE``, ``ASIDE``.
        true: B, 1 or more.

    Returns:
        (t,), from 0 to 1.

    Example:
        >>> average_precision(np.array([[1, 0, 1]], dtype=np.int8), 2).round(4)
        array([0.835])
    """
    areas = np.zeros(len(outcomes))
    recall, precision = precision_recall(outcomes, true)
    falling = np.maximum.accumulate(precision[:, ::-1], axis=1)[:, ::-1]  # (3)
    for row in range(len(outcomes)):
        first = np.searchsorted(recall[row], POINTS, side="left")
        areas[row] = np.append(falling[row], 0.0)[first].sum() / len(POINTS)  # (4)
    return areas


def precision_recall(outcomes: NDArray[np.int8], true: int) -> tuple[Floats, Floats]:
    """Equations (1) and (2), for every k.

    Args:
        outcomes: (t, m), of the boxes found by falling score: ``HIT``, ``FALSE``, ``ASIDE``.
        true: B, 1 or more.

    Returns:
        recall (t, m), rising, and precision (t, m), both from 0 to 1.
    """
    hits = (outcomes == HIT).cumsum(axis=1)
    shown = (outcomes != ASIDE).cumsum(axis=1)
    return hits / true, hits / np.maximum(shown, 1)  # (1), (2)


def class_precisions(found: Floats, truth: Truth, classes: int) -> dict[str, Floats]:
    """What the means are made of.

    Args:
        found: (n, d, 6), as in ``detection_measures``.
        truth: of the same n pictures.
        classes: k.

    Returns:
        "ap50", "ap" and "recall50", each (k,), from 0 to 1, not a number for a class without a
        true box; "true", how many there are.
    """
    every = [ranked(found, truth, label, thresholds=THRESHOLDS) for label in range(classes)]
    all_of_them = np.ones(len(found), dtype=np.bool_)
    table = np.array([_of_class(one, all_of_them) for one in every]).reshape(classes, 4)
    true = np.array([one.true.sum() for one in every], dtype=np.float64)
    return {"ap50": table[:, 0], "ap": table[:, 1], "recall50": table[:, 3], "true": true}


def _means(every: list[Ranked], pictures: NDArray[np.bool_]) -> Floats:
    """``MEASURES`` over some pictures: (5) to (7)."""
    table = np.array([_of_class(one, pictures) for one in every])
    seen = table[~np.isnan(table[:, 0])]
    return seen.mean(axis=0) if len(seen) else np.zeros(len(MEASURES))


def _of_class(one: Ranked, pictures: NDArray[np.bool_]) -> list[float]:
    """``MEASURES`` of one class; not a number where it has no true box."""
    true = int(one.true[pictures].sum())
    if true == 0:
        return [math.nan] * len(MEASURES)
    outcomes = one.outcomes[:, pictures[one.pictures]]
    areas = average_precision(outcomes, true)
    hits = float((outcomes[0] == HIT).sum())
    return [float(areas[0]), float(areas.mean()), float(areas[5]), hits / true]  # (5), (6), (7)
