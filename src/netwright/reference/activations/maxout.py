"""Maxout, forward and backward: each unit answers with the largest of its pieces.

    y_u = max_p x_(u k + p)                                                                (1)
    dL/dx_(u k + p) = dL/dy_u where p is the piece that was largest, 0 elsewhere           (2)

The pieces are affine. A unit with k pieces is fed by an affine layer or a convolution of units * k
outputs, along one axis: 1 for rows (n, units * k) and for pictures (n, units * k, h, w). Number
u k + p along it is piece p of unit u; all other axes are left as they are.

The largest of k affine functions is convex and made of k flat parts; with enough of them it comes
near any convex function, so the bend is learned. Two pieces of which one is 0 are ``relu``. Of
pieces that are equal, the first gets the gradient.

Source: Goodfellow, Warde-Farley, Mirza, Courville & Bengio 2013, arXiv:1302.4389, section 3.
"""

from dataclasses import dataclass

import numpy as np

from netwright.reference._arrays import Array, Whole, count, real
from netwright.reference.operations._shapes import Shape, checked_axis


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``."""

    largest: Whole  # the p of (2), with an axis of one number for the pieces
    split: Shape  # of x, units and pieces as axes of their own
    axis: int  # of the pieces there


@dataclass(frozen=True, slots=True)
class Grads:
    """dL/d(each input of ``forward``), shaped like that input."""

    x: Array


def forward(x: Array, *, pieces: int = 2, axis: int = 1) -> tuple[Array, Saved]:
    """Take the largest piece of every unit: equation (1).

    Args:
        x: units * k along the axis, any shape elsewhere; no unit.
        pieces: k, 1 or more.
        axis: from -ndim to ndim - 1, negative ones counted from the last.

    Returns:
        y of x's shape, but units along the axis; and what ``backward`` will ask for.

    Raises:
        ValueError: if there is no such axis, its size is no multiple of k, k is below 1, or x is
            a single number, empty or not finite.

    Example:
        >>> forward(np.array([[1.0, 3.0, -2.0, -5.0]]))[0]
        array([[ 3., -2.]])
    """
    x, pieces = real("x", x, ..., "units k"), count("pieces", pieces)
    axis = checked_axis(axis, x.ndim)
    if x.shape[axis] % pieces:
        raise ValueError(f"x must have a multiple of {pieces} along the axis; got {x.shape[axis]}")
    split = (*x.shape[:axis], x.shape[axis] // pieces, pieces, *x.shape[axis + 1 :])
    each = x.reshape(split)
    largest = each.argmax(axis=axis + 1, keepdims=True)
    y = np.take_along_axis(each, largest, axis=axis + 1).squeeze(axis + 1)  # (1)
    return y, Saved(largest, split, axis + 1)


def backward(dy: Array, saved: Saved) -> Grads:
    """Carry dL/dy, shaped like y, back through (1); a ``ValueError`` if it has another shape."""
    units, k = saved.split[saved.axis - 1], saved.split[saved.axis]
    before, after = saved.split[: saved.axis - 1], saved.split[saved.axis + 1 :]
    dy = real("dy", dy, *before, units, *after)
    dx = np.zeros(saved.split)
    np.put_along_axis(dx, saved.largest, np.expand_dims(dy, saved.axis), axis=saved.axis)  # (2)
    return Grads(x=dx.reshape(*before, units * k, *after))


def example(rng: np.random.Generator) -> dict[str, Array | int]:
    """Arguments of ``forward`` for one random case: the pieces of a unit are at least 0.5 apart."""
    shape = [int(size) for size in rng.integers(1, 4, size=int(rng.integers(2, 5)))]
    axis, pieces = int(rng.integers(-len(shape), len(shape))), int(rng.integers(1, 4))
    place = axis % len(shape)
    split = [*shape[: place + 1], pieces, *shape[place + 1 :]]
    counted = np.broadcast_to(_along(pieces, place + 1, len(split)), split)
    order = rng.permuted(counted, axis=place + 1)
    x = order + rng.uniform(-2.0, -1.5, size=split)
    whole = [*shape[:place], shape[place] * pieces, *shape[place + 1 :]]
    return {"x": x.reshape(whole), "pieces": pieces, "axis": axis}


def _along(count: int, axis: int, axes: int) -> Array:
    """0 to ``count`` - 1 along one of so many axes."""
    return np.arange(float(count)).reshape([count if i == axis else 1 for i in range(axes)])
