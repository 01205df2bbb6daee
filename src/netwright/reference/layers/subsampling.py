"""Subsampling with a trained scale, forward and backward: the pool of the first networks.

Windows of 2x2 side by side; each map i has a coefficient and a bias of its own:

    t[n,i,r,q] = sum_{a,b in 0,1} x[n,i,2 r + a,2 q + b]                                   (1)
    y[n,i,r,q] = coefficient_i t[n,i,r,q] + bias_i                                         (2)

A coefficient of 1/4 makes means of the sums. The last row or column of an odd side is left out.
Backward, with dy = dL/dy:

    dL/dbias_i                    = sum_{n,r,q} dy[n,i,r,q]                                (3)
    dL/dcoefficient_i             = sum_{n,r,q} dy[n,i,r,q] t[n,i,r,q]                     (4)
    dL/dx[n,i,2 r + a,2 q + b]    = coefficient_i dy[n,i,r,q]                              (5)

x is (n, c, h, w), y (n, c, h / 2, w / 2), rounded down.

Source: LeCun, Bottou, Bengio & Haffner 1998, Proceedings of the IEEE 86(11), section II.B, layers
S2 and S4; the bend that follows there is ``scaled_tanh``.
"""

from dataclasses import dataclass

import numpy as np

from netwright.reference._arrays import Array, real
from netwright.reference.layers._windows import Windows, gather, lay_pool, scatter

SIDE = 2  # of a window


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``."""

    sums: Array  # (n, c, h', w')
    coefficient: Array  # (c, 1, 1)
    windows: Windows


@dataclass(frozen=True, slots=True)
class Grads:
    """dL/d(each input of ``forward``), each shaped like that input."""

    x: Array
    coefficient: Array
    bias: Array


def forward(x: Array, coefficient: Array, bias: Array) -> tuple[Array, Saved]:
    """Add up 2x2 places, scale and shift: equations (1) and (2).

    Args:
        x: (n, c, h, w), any unit; h and w 2 or more.
        coefficient: (c, 1, 1), one for each map, unit of y by unit of x.
        bias: (c, 1, 1), one for each map, unit of y.

    Returns:
        y of shape (n, c, h / 2, w / 2), rounded down, and what ``backward`` will ask for.

    Raises:
        ValueError: if shapes disagree, a side is below 2, or something is empty or not finite.

    Example:
        >>> x = [[[[1.0, 2.0, 9.0], [3.0, 4.0, 9.0]]]]
        >>> forward(x, [[[0.25]]], [[[1.0]]])[0]
        array([[[[3.5]]]])
    """
    x = real("x", x, "n", "c", "h", "w")
    c = x.shape[1]
    coefficient = real("coefficient", coefficient, c, 1, 1)
    bias = real("bias", bias, c, 1, 1)
    windows = lay_pool(x.shape, SIDE, None, 0)
    sums = gather(x, windows).sum(axis=(2, 3))  # (1)
    return coefficient * sums + bias, Saved(sums, coefficient, windows)  # (2)


def backward(dy: Array, saved: Saved) -> Grads:
    """Carry dL/dy, shaped like y, back through (2), (1); a ``ValueError`` for another shape."""
    dy = real("dy", dy, *saved.sums.shape)
    shares = (saved.coefficient * dy)[:, :, np.newaxis, np.newaxis]
    n, c, *size = dy.shape
    everywhere = np.broadcast_to(shares, (n, c, SIDE, SIDE, *size))
    return Grads(
        x=scatter(everywhere, saved.windows),  # (5)
        coefficient=(dy * saved.sums).sum(axis=(0, 2, 3)).reshape(c, 1, 1),  # (4)
        bias=dy.sum(axis=(0, 2, 3)).reshape(c, 1, 1),  # (3)
    )


def example(rng: np.random.Generator) -> dict[str, Array]:
    """Arguments of ``forward`` for one random case."""
    n, c = rng.integers(1, 4, size=2)
    h, w = rng.integers(2, 6, size=2)
    return {
        "x": rng.normal(size=(n, c, h, w)),
        "coefficient": rng.normal(size=(c, 1, 1)),
        "bias": rng.normal(size=(c, 1, 1)),
    }
