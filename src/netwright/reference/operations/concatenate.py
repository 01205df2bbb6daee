"""Two arrays laid one after the other along one axis, forward and backward.

With p the size of a along the axis, q that of b, and j the place along it:

    y_j = a_j       for j < p                                                              (1)
    y_j = b_(j-p)   for p <= j < p + q                                                     (2)

Numbers move and do not change, so their gradients are parts of dy:

    dL/da_j = dy_j                                                                         (3)
    dL/db_j = dy_(j+p)                                                                     (4)

Along axis 1 of pictures (n, c, h, w) it joins channels, as inception blocks and dense
connections do; along the last axis it joins the features of rows, or h and x of a recurrent
cell.

Source: Huang, Liu, van der Maaten & Weinberger 2017, arXiv:1608.06993, equation (2).
"""

from dataclasses import dataclass

import numpy as np

from netwright.reference._arrays import Array, real
from netwright.reference.operations._shapes import Shape, checked_axis


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``."""

    y: Shape
    p: int  # size of a along the axis
    axis: int


@dataclass(frozen=True, slots=True)
class Grads:
    """dL/d(each input of ``forward``), each shaped like that input."""

    a: Array
    b: Array


def forward(a: Array, b: Array, *, axis: int = -1) -> tuple[Array, Saved]:
    """Lay b after a: equations (1) and (2).

    Args:
        a: any shape with an axis or more, any unit.
        b: a's shape but for that one axis, unit of a.
        axis: from -ndim to ndim - 1, negative ones counted from the last; 1 for the channels of
            pictures.

    Returns:
        y, of size p + q along the axis and shaped like a elsewhere, and what ``backward`` will
        ask for.

    Raises:
        ValueError: if there is no such axis, b differs from a in another one, a is a single
            number, or something is empty or not finite.

    Example:
        >>> y, _ = forward(np.array([[1.0, 2.0]]), np.array([[3.0]]))
        >>> y
        array([[1., 2., 3.]])
    """
    a = real("a", a, ..., "p")
    axis = checked_axis(axis, a.ndim)
    b = real("b", b, *a.shape[:axis], "q", *a.shape[axis + 1 :])
    y = np.concatenate([a, b], axis=axis)  # (1), (2)
    return y, Saved(y.shape, a.shape[axis], axis)


def backward(dy: Array, saved: Saved) -> Grads:
    """Carry dL/dy, shaped like y, back through (1), (2); a ``ValueError`` for another shape."""
    dy = real("dy", dy, *saved.y)
    da, db = np.split(dy, [saved.p], axis=saved.axis)  # (3), (4)
    return Grads(a=da.copy(), b=db.copy())


def example(rng: np.random.Generator) -> dict[str, Array | int]:
    """Arguments of ``forward`` for one random case."""
    sizes = rng.integers(1, 4, size=rng.integers(1, 5))
    axis = int(rng.integers(-sizes.size, sizes.size))
    others = sizes.copy()
    others[axis] = rng.integers(1, 4)
    return {
        "a": rng.normal(size=tuple(sizes)),
        "b": rng.normal(size=tuple(others)),
        "axis": axis,
    }
