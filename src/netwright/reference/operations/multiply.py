"""The product of two arrays, number by number, with broadcasting; forward and backward.

With i a place in y, and a_i, b_i the numbers that broadcasting repeats to that place:

    y_i = a_i b_i                                                                          (1)

Each number is a factor at every place it was repeated to, so its gradient sums those:

    dL/da = sum of dy_i b_i over the axes along which a was repeated                       (2)
    dL/db = sum of dy_i a_i over the axes along which b was repeated                       (3)

A gate, a mask and a scale are this product.

Source: Goodfellow, Bengio & Courville 2016, "Deep Learning", section 6.5; Harris et al. 2020,
Nature 585, for broadcasting.
"""

from dataclasses import dataclass

import numpy as np

from netwright.reference._arrays import Array, real
from netwright.reference.operations._shapes import (
    Shape,
    broadcast_shape,
    broadcasting_pair,
    summed_to,
)


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``."""

    y: Shape
    a: Array
    b: Array


@dataclass(frozen=True, slots=True)
class Grads:
    """dL/d(each input of ``forward``), each shaped like that input."""

    a: Array
    b: Array


def forward(a: Array, b: Array) -> tuple[Array, Saved]:
    """Multiply a by b, number by number: equation (1).

    Args:
        a: any shape, any unit.
        b: any shape that broadcasts with a's, any unit.

    Returns:
        y of the common shape, and what ``backward`` will ask for.

    Raises:
        ValueError: if the shapes do not broadcast, or something is empty or not finite.

    Example:
        >>> y, _ = forward(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[10.0], [100.0]]))
        >>> y
        array([[ 10.,  20.],
               [300., 400.]])
    """
    a = real("a", a, ...)
    b = real("b", b, ...)
    shape = broadcast_shape(a, b)
    return a * b, Saved(shape, a, b)  # (1)


def backward(dy: Array, saved: Saved) -> Grads:
    """Carry dL/dy, shaped like y, back through (1); a ``ValueError`` if it has another shape."""
    dy = real("dy", dy, *saved.y)
    da = summed_to(dy * saved.b, saved.a.shape)  # (2)
    db = summed_to(dy * saved.a, saved.b.shape)  # (3)
    return Grads(a=da, b=db)


def example(rng: np.random.Generator) -> dict[str, Array]:
    """Arguments of ``forward`` for one random case."""
    return broadcasting_pair(rng)
