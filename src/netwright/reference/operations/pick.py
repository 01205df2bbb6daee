"""Slices of an array along one axis, in the order in which they are wanted; forward and backward.

With p_j the place along the axis that is wanted at j:

    y_j = x_(p_j)                                                                          (1)

A slice may be wanted several times, or not at all, so its gradient sums over its uses:

    dL/dx_i = sum over all j with p_j = i of dy_j                                          (2)

It is how a layer takes some of the maps before it, as C3 of LeNet-5 does.

Source: LeCun, Bottou, Bengio & Haffner 1998, Proceedings of the IEEE 86(11), table I, for maps
picked from a table; Griewank & Walther 2008, "Evaluating derivatives", section 3.2, for (2).
"""

from dataclasses import dataclass

import numpy as np

from netwright.reference._arrays import Array, Whole, real, whole
from netwright.reference.operations._shapes import Shape, checked_axis


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``."""

    x: Shape
    y: Shape
    places: Whole  # (m,)
    axis: int


@dataclass(frozen=True, slots=True)
class Grads:
    """dL/dx, shaped like x."""

    x: Array


def forward(x: Array, places: Whole, *, axis: int = 1) -> tuple[Array, Saved]:
    """Pick slices of x: equation (1).

    Args:
        x: any shape with an axis or more, any unit.
        places: (m,), whole numbers from 0 up to, not at, the size of x along the axis.
        axis: from -ndim to ndim - 1, negative ones counted from the last; 1 for the channels of
            pictures.

    Returns:
        y, of size m along the axis and shaped like x elsewhere, and what ``backward`` will ask
        for.

    Raises:
        ValueError: if there is no such axis or place, x is a single number, or something is
            empty or not finite.

    Example:
        >>> forward(np.array([[1.0, 2.0, 3.0]]), np.array([2, 0, 2]))[0]
        array([[3., 1., 3.]])
    """
    x = real("x", x, ..., "d")
    axis = checked_axis(axis, x.ndim)
    places = whole("places", places, "m", below=x.shape[axis])
    y = x.take(places, axis=axis)  # (1)
    return y, Saved(x.shape, y.shape, places, axis)


def backward(dy: Array, saved: Saved) -> Grads:
    """Carry dL/dy, shaped like y, back through (1); a ``ValueError`` if it has another shape."""
    dy = real("dy", dy, *saved.y)
    dx = np.zeros(saved.x)
    np.add.at(np.moveaxis(dx, saved.axis, 0), saved.places, np.moveaxis(dy, saved.axis, 0))  # (2)
    return Grads(x=dx)


def example(rng: np.random.Generator) -> dict[str, Array | Whole | int]:
    """Arguments of ``forward`` for one random case."""
    sizes = rng.integers(1, 4, size=rng.integers(1, 5))
    axis = int(rng.integers(-sizes.size, sizes.size))
    return {
        "x": rng.normal(size=tuple(sizes)),
        "places": rng.integers(sizes[axis], size=rng.integers(1, 5)),
        "axis": axis,
    }
