"""Which found boxes hit a true box: the greedy choice of the COCO evaluation, in NumPy.

Of one class in one picture, found boxes take their turn by falling score, equal scores in the
order given, ``MOST`` of them. For a threshold t, found box f takes the true box g

    that has iou(f, g) >= t, is not taken yet, and has the largest iou                      (1)

the last of those that are equal. f is then a hit; without such a g it is false. True boxes may be
set aside: crowds, which stand for many objects, and those whose area is out of the range that is
asked for. They are looked at only where no other fits, a found box that takes one counts for
nothing, and a crowd may be taken often. For a crowd, and for it alone,

    iou(f, g) = |f & g| / |f|                                                               (2)

A false box whose own area is out of range counts for nothing too.

    found    float (n, d, 6)   x1 y1 x2 y2 score label, label -1 for a row that is no box
    boxes    float (n, k, 4)   the true boxes, in the unit of the found ones
    labels   int (n, k)        -1 for a row that is no box
    crowd    bool (n, k)       optional

Cost: a Python loop over the boxes that overlap a true one at all; 10 thresholds go side by side.

Source: Lin et al. 2014, "Microsoft COCO", arXiv:1405.0312, and its evaluation code (pycocotools,
``COCOeval.evaluateImg``), whose choices these are.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Marks = NDArray[np.bool_]

NOTHING = -1  # no true box taken
MOST = 100  # found boxes of a class in a picture
FALSE, HIT, ASIDE = 0, 1, -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """The true boxes of n pictures.

    Args:
        boxes: (n, k, 4), corners; anything where there is none.
        labels: (n, k), -1 where there is none.
        crowd: (n, k), which ones stand for many objects or are not to be judged; None for none.
    """

    boxes: Floats
    labels: Whole
    crowd: Marks | None = None

    def of(self, picture: int, label: int) -> tuple[Floats, Marks]:
        """Boxes (g, 4) of one class in one picture, and which of them are crowds."""
        mine = self.labels[picture] == label
        boxes = self.boxes[picture][mine].astype(np.float64)
        if self.crowd is None:
            return boxes, np.zeros(len(boxes), dtype=np.bool_)
        return boxes, self.crowd[picture][mine].astype(np.bool_)


@dataclass(frozen=True, slots=True)
class Ranked:
    """The found boxes of one class in all pictures, by falling score.

    Args:
        scores: (m,).
        outcomes: int8 (t, m) for each threshold: ``HIT``, ``FALSE`` or ``ASIDE``.
        pictures: (m,), where each was found.
        true: (n,), the true boxes of each picture that are not set aside.
    """

    scores: Floats
    outcomes: NDArray[np.int8]
    pictures: Whole
    true: Whole


def ranked(
    found: Floats,
    truth: Truth,
    label: int,
    *,
    thresholds: tuple[float, ...],
    area: tuple[float, float] = (0.0, math.inf),
) -> Ranked:
    """Judge every found box of one class.

    Args:
        found: (n, d, 6).
        truth: of the same n pictures.
        label: the class.
        thresholds: t of (1), from 0 to 1.
        area: the smallest and the largest area that counts.

    Returns:
        The boxes by falling score, equal scores by picture.
    """
    judged = [
        _judged(_best(rows, label), truth.of(picture, label), thresholds, area)
        for picture, rows in enumerate(found)
    ]
    scores = np.concatenate([one[0] for one in judged])
    order = np.argsort(-scores, kind="stable")
    where = np.repeat(np.arange(len(found)), [len(one[0]) for one in judged])
    return Ranked(
        scores=scores[order],
        outcomes=np.concatenate([one[1] for one in judged], axis=1)[:, order],
        pictures=where[order],
        true=np.array([one[2] for one in judged], dtype=np.int64),
    )


def overlaps(found: Floats, boxes: Floats, crowd: Marks) -> Floats:
    """Every found box with every true one: the iou, and (2) for crowds.

    Args:
        found: (d, 4 or more), corners first.
        boxes: (g, 4), corners.
        crowd: (g,), which of them are crowds.

    Returns:
        (d, g), from 0 to 1; 0 where a found box has no area.
    """
    low = np.maximum(found[:, np.newaxis, :2], boxes[np.newaxis, :, :2])
    high = np.minimum(found[:, np.newaxis, 2:4], boxes[np.newaxis, :, 2:])
    common = np.maximum(high - low, 0.0).prod(axis=2)
    own = _areas(found)[:, np.newaxis]
    together = np.where(crowd, own, own + _areas(boxes) - common)  # (2)
    share: Floats = np.divide(common, together, out=np.zeros_like(common), where=together > 0)
    return share


def greedy(
    overlap: Floats, aside: Marks, crowd: Marks, thresholds: tuple[float, ...]
) -> NDArray[np.int64]:
    """Equation (1), for every threshold.

    Args:
        overlap: (d, g), found boxes by falling score.
        aside: (g,), which true boxes are set aside.
        crowd: (g,), which of those may be taken often.
        thresholds: t, from 0 to 1.

    Returns:
        (t, d), the true box each found one takes; ``NOTHING`` for none.
    """
    least = np.minimum(np.array(thresholds), 1 - 1e-10)[:, np.newaxis]
    took = np.full((len(thresholds), len(overlap)), NOTHING, dtype=np.int64)
    free = np.ones((len(thresholds), len(aside)), dtype=np.bool_)
    rows = np.arange(len(thresholds))
    for number in np.nonzero((overlap >= least.min()).any(axis=1))[0]:
        fits = free & (overlap[number] >= least)
        wanted = fits & ~aside
        choice = np.where(wanted.any(axis=1, keepdims=True), wanted, fits)
        value = np.where(choice, overlap[number], -1.0)
        last = value.shape[1] - 1 - value[:, ::-1].argmax(axis=1)  # the last of equal ones
        hit = choice.any(axis=1)
        took[hit, number] = last[hit]
        free[rows[hit], last[hit]] = crowd[last[hit]]
    return took


def _judged(
    mine: Floats,
    real: tuple[Floats, Marks],
    thresholds: tuple[float, ...],
    area: tuple[float, float],
) -> tuple[Floats, NDArray[np.int8], int]:
    """Of one picture the scores (d,), what became of each box (t, d), and the true boxes."""
    boxes, crowd = real
    aside = crowd | _outside(boxes, area)
    took = greedy(overlaps(mine, boxes, crowd), aside, crowd, thresholds)
    fate = np.where(took == NOTHING, FALSE, HIT)
    fate[(took != NOTHING) & np.append(aside, False)[took]] = ASIDE
    fate[(took == NOTHING) & _outside(mine, area)] = ASIDE
    return mine[:, 4], fate.astype(np.int8), int((~aside).sum())


def _best(found: Floats, label: int) -> Floats:
    """The found boxes of a class in one picture, by falling score, ``MOST`` at most."""
    mine = found[found[:, 5] == label].astype(np.float64)
    best: Floats = mine[np.argsort(-mine[:, 4], kind="stable")][:MOST]
    return best


def _areas(boxes: Floats) -> Floats:
    areas: Floats = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    return areas


def _outside(boxes: Floats, area: tuple[float, float]) -> Marks:
    """Which boxes have an area out of the range."""
    areas = _areas(boxes)
    return np.asarray((areas < area[0]) | (areas > area[1]))
