"""Anchor boxes: the few sizes that together fit the boxes of a data set best.

Boxes are compared by size alone, as if they had one centre. For sizes (w, h) and (p, q):

    overlap = m / (w h + p q - m),   m = min(w, p) min(h, q)                               (1)
    each box belongs to the anchor of its largest overlap                                  (2)
    each anchor becomes the mean size of its boxes                                         (3)
    fit = the mean over all boxes of their largest overlap                                 (4)

K-means with the distance 1 - (1). Squared differences would let large boxes decide: an error of
10 pixels is nothing for a box of 300 and everything for one of 12. (3) does not always raise (4),
so the best anchors met are kept, over all rounds of several starts. A start takes k-means++'s way:
one box after the other, drawn in proportion to the squared distance from those taken. An anchor
without boxes goes to the box that fits worst.

Cost: starts x rounds x boxes x anchors; from more than 50,000 boxes that many are drawn. Draws are
keyed: the same boxes and seed give the same anchors.

Source: Redmon & Farhadi 2017, "YOLO9000", arXiv:1612.08242, section 2, "Dimension clusters", for
(1) to (4); Arthur & Vassilvitskii 2007, "k-means++", for the starts.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from netwright.errors import SettingError
from netwright.randomness import generator

STARTS = 5
ROUNDS = 100
MOST = 50_000  # boxes looked at

Sizes = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Anchors:
    """Anchor boxes and how well they fit.

    Args:
        sizes: float64 (k, 2), width and height in the unit of the boxes, by rising area.
        fit: equation (4), from 0 to 1.
    """

    sizes: Sizes
    fit: float


def fit_anchors(sizes: NDArray[np.floating], count: int, *, seed: int) -> Anchors:
    """Find anchors by k-means: equations (1) to (4).

    Args:
        sizes: (m, 2), width and height of every box, above 0, all in one unit: pixels of the
            square that the network sees.
        count: how many anchors, 1 or more, and no more than there are different sizes.
        seed: the run's seed.

    Returns:
        The anchors and their fit on ``sizes``.

    Raises:
        SettingError: if there are too few different sizes, or a size is not above 0.

    Example:
        >>> found = fit_anchors(np.array([[10.0, 20], [12, 20], [90, 90]]), 2, seed=0)
        >>> found.sizes.tolist(), round(found.fit, 3)
        ([[10.0, 20.0], [90.0, 90.0]], 0.944)
    """
    every = _checked(sizes)
    draws = generator(seed, "anchors", count)
    boxes = every
    if len(every) > MOST:
        boxes = every[np.sort(draws.choice(len(every), MOST, replace=False))]
    different = len(np.unique(boxes, axis=0))
    if not 1 <= count <= different:
        raise SettingError(
            "anchors",
            count,
            wanted=f"from 1 to {different:,}, the number of different box sizes in train",
        )
    best, most = boxes[:count], -1.0
    for _ in range(STARTS):
        found, fit = _clustered(boxes, _start(boxes, count, draws))
        if fit > most:
            best, most = found, fit
    order = np.lexsort((best[:, 0], best.prod(axis=1)))
    return Anchors(best[order], float(best_overlap(every, best).mean()))  # (4)


def best_overlap(sizes: NDArray[np.floating], anchors: NDArray[np.floating]) -> Sizes:
    """How well the best anchor fits each box: the largest of equation (1).

    Args:
        sizes: (m, 2), width and height of every box, above 0.
        anchors: (k, 2), in the same unit, above 0.

    Returns:
        float64 (m,), from 0 to 1.

    Raises:
        SettingError: if a size is not above 0.

    Example:
        >>> best_overlap(np.array([[10.0, 10.0]]), np.array([[20.0, 10.0], [10.0, 11.0]])).round(3)
        array([0.909])
    """
    best: Sizes = _overlap(_checked(sizes), _checked(anchors, "anchors")).max(axis=1)
    return best


def _checked(sizes: NDArray[np.floating], name: str = "sizes") -> Sizes:
    if sizes.ndim != 2 or sizes.shape[1] != 2 or not len(sizes):
        raise SettingError(name, sizes.shape, wanted="shaped (m, 2), with a box at least")
    if not (np.isfinite(sizes) & (sizes > 0)).all():
        raise SettingError(name, float(sizes.min()), wanted="finite widths and heights above 0")
    return sizes.astype(np.float64)


def _overlap(sizes: Sizes, anchors: Sizes) -> Sizes:
    common = np.minimum(sizes[:, None, 0], anchors[None, :, 0])
    common = common * np.minimum(sizes[:, None, 1], anchors[None, :, 1])
    both = sizes.prod(axis=1)[:, None] + anchors.prod(axis=1)[None]
    overlap: Sizes = common / (both - common)  # (1)
    return overlap


def _start(boxes: Sizes, count: int, draws: np.random.Generator) -> Sizes:
    """Take boxes that lie far from those taken before."""
    taken = [int(draws.integers(len(boxes)))]
    distance = 1.0 - _overlap(boxes, boxes[taken])[:, 0]
    while len(taken) < count:
        weight = np.cumsum(distance**2)
        place = int(np.searchsorted(weight, draws.random() * weight[-1], side="right"))
        taken.append(min(place, len(boxes) - 1))
        distance = np.minimum(distance, 1.0 - _overlap(boxes, boxes[taken[-1:]])[:, 0])
    return boxes[taken]


def _clustered(boxes: Sizes, anchors: Sizes) -> tuple[Sizes, float]:
    """Repeat (2) and (3) until nothing moves; the best anchors on the way, and their fit."""
    best, most = anchors, -1.0
    before = np.full(len(boxes), -1)
    for _ in range(ROUNDS):
        overlap = _overlap(boxes, anchors)
        owner = overlap.argmax(axis=1)  # (2)
        nearest = overlap[np.arange(len(boxes)), owner]
        if nearest.mean() > most:
            best, most = anchors, float(nearest.mean())
        if np.array_equal(owner, before):
            break
        before = owner
        members = np.bincount(owner, minlength=len(anchors))
        total = np.stack([np.bincount(owner, side, len(anchors)) for side in boxes.T], axis=1)
        anchors = total / np.maximum(members, 1)[:, None]  # (3)
        worst = np.argsort(nearest, kind="stable")
        for place, empty in enumerate(np.flatnonzero(members == 0)):
            anchors[empty] = boxes[worst[place]]
    return best, most
