"""The mean over one axis, or over all numbers; forward and backward.

    y = (1 / m) sum_j x_j,   j over the m places along the axis, or over all               (1)

Each number goes into one mean, with weight 1 / m:

    dL/dx_j = dy / m                                                                       (2)

where dy is the gradient of the mean that x_j went into. As a loss it does not grow with the
batch, so the same learning rate serves all batch sizes.

Source: Goodfellow, Bengio & Courville 2016, "Deep Learning", section 6.5.
"""

from dataclasses import dataclass

import numpy as np

from netwright.reference._arrays import Array, real
from netwright.reference.operations._shapes import Shape, checked_axis, repeated_to


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``."""

    x: Shape
    y: Shape
    axis: int | None
    m: int  # numbers in each mean


@dataclass(frozen=True, slots=True)
class Grads:
    """dL/d(each input of ``forward``), shaped like that input."""

    x: Array


def forward(x: Array, *, axis: int | None = None) -> tuple[Array, Saved]:
    """Average along one axis, or everything: equation (1).

    Args:
        x: any shape with an axis or more, any unit.
        axis: from -ndim to ndim - 1, negative ones counted from the last; None for all axes.

    Returns:
        y, x's shape without that axis, or () for all axes, and what ``backward`` will ask for.

    Raises:
        ValueError: if there is no such axis, or x is a single number, empty or not finite.

    Example:
        >>> y, _ = forward(np.array([[1.0, 2.0], [3.0, 4.0]]), axis=0)
        >>> y
        array([2., 3.])
    """
    x = real("x", x, ..., "d")
    axis = None if axis is None else checked_axis(axis, x.ndim)
    m = x.size if axis is None else x.shape[axis]
    y = np.asarray(x.sum(axis=axis) / m)  # (1)
    return y, Saved(x.shape, y.shape, axis, m)


def backward(dy: Array, saved: Saved) -> Grads:
    """Carry dL/dy, shaped like y, back through (1); a ``ValueError`` if it has another shape."""
    dy = real("dy", dy, *saved.y)
    return Grads(x=repeated_to(dy / saved.m, saved.x, saved.axis))  # (2)


def example(rng: np.random.Generator) -> dict[str, Array | int | None]:
    """Arguments of ``forward`` for one random case."""
    x = rng.normal(size=tuple(rng.integers(1, 5, size=rng.integers(1, 4))))
    axis = int(rng.integers(-x.ndim, x.ndim))
    return {"x": x, "axis": None if rng.random() < 0.3 else axis}
