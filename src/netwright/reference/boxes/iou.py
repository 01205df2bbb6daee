"""Intersection over union: how well two boxes agree, from 0 (apart) to 1 (equal).

    |a|     = (x2 - x1) (y2 - y1)                                                          (1)
    |a & b| = max(0, min(x2) - max(x1)) max(0, min(y2) - max(y1))                          (2)
    |a + b| = |a| + |b| - |a & b|                                                          (3)
    iou     = |a & b| / |a + b|                                                            (4)

min and max in (2) are over the two boxes. Without its max(0, ...) boxes that are apart along both
axes would overlap: the product of two negative numbers is positive.

Shapes: a (n, 4) and b (m, 4), corners x1, y1, x2, y2; iou (n, m), every a with every b.

Source: Jaccard 1912, "The distribution of the flora in the alpine zone", New Phytologist 11;
for boxes Everingham et al. 2010, "The PASCAL visual object classes challenge", IJCV, section 4.2.
"""

import numpy as np

from netwright.reference._arrays import Array
from netwright.reference.boxes._checks import corners


def forward(a: Array, b: Array) -> Array:
    """Compare every box of ``a`` with every box of ``b``: equations (1) to (4).

    Args:
        a: (n, 4), corners x1 < x2 and y1 < y2, any unit of length.
        b: (m, 4), likewise, in the same unit.

    Returns:
        (n, m), from 0 to 1, no unit.

    Raises:
        ValueError: if a shape is wrong, something is empty or not finite, or a box has no area.

    Example:
        Two squares of 4, shifted by half a side: 2 in common, 6 together.

        >>> forward(np.array([[0.0, 0, 2, 2]]), np.array([[1.0, 0, 3, 2], [5.0, 5, 6, 6]])).round(4)
        array([[0.3333, 0.    ]])
    """
    a = corners("a", a, "n")[:, np.newaxis]
    b = corners("b", b, "m")[np.newaxis]
    low = np.maximum(a[..., :2], b[..., :2])
    high = np.minimum(a[..., 2:], b[..., 2:])
    common = np.maximum(0.0, high - low).prod(axis=-1)  # (2)
    together = _area(a) + _area(b) - common  # (3)
    overlap: Array = common / together  # (4)
    return overlap


def example(rng: np.random.Generator) -> dict[str, Array]:
    """Arguments of ``forward`` for one random case; some boxes overlap and some do not."""
    n, m = rng.integers(1, 6, size=2)
    return {"a": _boxes(rng, int(n)), "b": _boxes(rng, int(m))}


def _area(boxes: Array) -> Array:
    area: Array = (boxes[..., 2:] - boxes[..., :2]).prod(axis=-1)  # (1)
    return area


def _boxes(rng: np.random.Generator, n: int) -> Array:
    corner = rng.uniform(0.0, 4.0, size=(n, 2))
    return np.concatenate([corner, corner + rng.uniform(0.5, 4.0, size=(n, 2))], axis=1)
