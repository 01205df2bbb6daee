"""The cost of boxes that lie off their targets: one less generalised intersection over union.

Box a with corners x1, y1, x2, y2, its target b likewise; min and max are over the two:

    l = max(x1), r = min(x2), I_w = max(0, r - l), I_h likewise;   I = I_w I_h             (1)
    U = |a| + |b| - I                                                                      (2)
    H = (max(x2) - min(x1)) (max(y2) - min(y1)) = H_w H_h                                  (3)
    giou = I / U - (H - U) / H = I / U + U / H - 1                                         (4)
    L = sum_i share_i (1 - giou_i)                                                         (5)

I / U alone is 0, and without a slope, for all boxes that are apart; U / H still grows as the box
comes nearer. Backward, with |a|, I and H as the three numbers that a moves:

    dgiou/dI   = 1 / U + I / U^2 - 1 / H,   dgiou/d|a| = 1 / H - I / U^2                   (6)
    dgiou/dH   = -U / H^2                                                                  (7)
    dI/dx1 = -I_h where a's x1 is l and I_w > 0,  dI/dx2 = I_h where a's x2 is r, else 0   (8)
    d|a|/dx1 = -(y2 - y1),  d|a|/dx2 = y2 - y1                                             (9)
    dH/dx1 = -H_h where a's x1 is the smaller,  dH/dx2 = H_h where a's x2 is the larger   (10)

and likewise along y, with widths for heights.

Shapes: boxes (n, 4), targets (n, 4), shares (n,).

Source: Rezatofighi, Tsoi, Gwak, Sadeghian, Reid & Savarese 2019, "Generalized intersection over
union", arXiv:1902.09630, algorithms 1 and 2.
"""

from dataclasses import dataclass

import numpy as np

from netwright.reference._arrays import Array, real
from netwright.reference.boxes._checks import corners

CONSTANTS = ("targets", "shares")  # the truth, and how much each counts: not learned


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``."""

    boxes: Array  # (n, 4)
    targets: Array  # (n, 4)
    shares: Array  # (n,)


@dataclass(frozen=True, slots=True)
class Grads:
    """dL/dboxes, shaped like them."""

    boxes: Array


def forward(boxes: Array, targets: Array, shares: Array) -> tuple[float, Saved]:
    """Compare n boxes with a target each: equations (1) to (5).

    Args:
        boxes: (n, 4), corners x1 < x2 and y1 < y2, any unit of length.
        targets: (n, 4), likewise, in the same unit.
        shares: (n,), how much each counts, 0 or more, no unit.

    Returns:
        The cost, from 0 to 2 times the sum of shares, and what ``backward`` will ask for.

    Raises:
        ValueError: if a shape disagrees, something is empty or not finite, a box has no area or a
            share is below 0.

    Example:
        Two squares side by side: nothing in common, and the hull is just both.

        >>> forward(np.array([[0.0, 0, 2, 2]]), np.array([[2.0, 0, 4, 2]]), np.ones(1))[0]
        1.0
    """
    boxes = corners("boxes", boxes, "n")
    targets = corners("targets", targets, len(boxes))
    shares = real("shares", shares, len(boxes))
    if (shares < 0).any():
        raise ValueError(f"shares must be 0 or more; got {shares.min()}")
    inner, hull = _sides(boxes, targets)
    common = inner.prod(axis=1)  # (1)
    together = _area(boxes) + _area(targets) - common  # (2)
    around = hull.prod(axis=1)  # (3)
    giou = common / together + together / around - 1  # (4)
    return float((shares * (1 - giou)).sum()), Saved(boxes, targets, shares)  # (5)


def backward(dy: float, saved: Saved) -> Grads:
    """Carry dL/dcost, a number, back to the boxes; a ``ValueError`` if it is none."""
    dy = float(real("dy", dy))
    a, b = saved.boxes, saved.targets
    inner, hull = _sides(a, b)
    common, around = inner.prod(axis=1), hull.prod(axis=1)
    together = _area(a) + _area(b) - common
    by_common = 1 / together + common / together**2 - 1 / around  # (6)
    by_own = 1 / around - common / together**2  # (6)
    by_hull = -together / around**2  # (7)

    overlaps = inner > 0
    own = a[:, 2:] - a[:, :2]
    low = -_other(inner) * (overlaps & (a[:, :2] > b[:, :2]))  # (8)
    high = _other(inner) * (overlaps & (a[:, 2:] < b[:, 2:]))  # (8)
    d_common = np.concatenate([low, high], axis=1)
    d_own = np.concatenate([-_other(own), _other(own)], axis=1)  # (9)
    outer_low = -_other(hull) * (a[:, :2] < b[:, :2])  # (10)
    outer_high = _other(hull) * (a[:, 2:] > b[:, 2:])  # (10)
    d_hull = np.concatenate([outer_low, outer_high], axis=1)
    slopes = (by_common * d_common.T + by_own * d_own.T + by_hull * d_hull.T).T
    return Grads(boxes=-dy * saved.shares[:, np.newaxis] * slopes)  # (5)


def example(rng: np.random.Generator) -> dict[str, Array]:
    """Arguments of ``forward`` for one random case; no side of a box is near one of its target."""
    n = int(rng.integers(1, 6))
    return {
        "boxes": _some(rng, n),
        "targets": _some(rng, n) + 0.5,
        "shares": rng.uniform(0.0, 2.0, size=n),
    }


def _sides(a: Array, b: Array) -> tuple[Array, Array]:
    """Width and height of what is common (n, 2), and of the hull (n, 2)."""
    inner = np.minimum(a[:, 2:], b[:, 2:]) - np.maximum(a[:, :2], b[:, :2])
    hull = np.maximum(a[:, 2:], b[:, 2:]) - np.minimum(a[:, :2], b[:, :2])
    return np.maximum(0.0, inner), hull


def _area(boxes: Array) -> Array:
    area: Array = (boxes[:, 2:] - boxes[:, :2]).prod(axis=1)
    return area


def _other(sides: Array) -> Array:
    """Heights where widths were, and the other way round."""
    return sides[:, ::-1]


def _some(rng: np.random.Generator, n: int) -> Array:
    """Boxes whose sides are within 0.2 of whole numbers."""
    corner = rng.integers(0, 4, size=(n, 2))
    ends = [corner, corner + rng.integers(1, 4, size=(n, 2))]
    return np.concatenate(ends, axis=1) + rng.uniform(-0.2, 0.2, size=(n, 4))
