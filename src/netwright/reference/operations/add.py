"""Addition of two arrays that broadcast, forward and backward.

With i a place in y, and a_i, b_i the numbers that broadcasting repeats to that place:

    y_i = a_i + b_i                                                                        (1)

Each number of a is added once for every place it was repeated to, so its gradient sums those:

    dL/da = sum of dy over the axes along which a was repeated                             (2)
    dL/db = sum of dy over the axes along which b was repeated                             (3)

A bias (m,) added to rows (n, m) thus has the gradient sum_i dy_ij.

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
    a: Shape
    b: Shape


@dataclass(frozen=True, slots=True)
class Grads:
    """dL/d(each input of ``forward``), each shaped like that input."""

    a: Array
    b: Array


def forward(a: Array, b: Array) -> tuple[Array, Saved]:
    """Add b to a, number by number: equation (1).

    Args:
        a: any shape, any unit.
        b: any shape that broadcasts with a's, unit of a.

    Returns:
        y of the common shape, and what ``backward`` will ask for.

    Raises:
        ValueError: if the shapes do not broadcast, or something is empty or not finite.

    Example:
        >>> y, _ = forward(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([10.0, 20.0]))
        >>> y
        array([[11., 22.],
               [13., 24.]])
    """
    a = real("a", a, ...)
    b = real("b", b, ...)
    shape = broadcast_shape(a, b)
    return a + b, Saved(shape, a.shape, b.shape)  # (1)


def backward(dy: Array, saved: Saved) -> Grads:
    """Carry dL/dy, shaped like y, back through (1); a ``ValueError`` if it has another shape."""
    dy = real("dy", dy, *saved.y)
    return Grads(a=summed_to(dy, saved.a), b=summed_to(dy, saved.b))  # (2), (3)


def example(rng: np.random.Generator) -> dict[str, Array]:
    """Arguments of ``forward`` for one random case."""
    return broadcasting_pair(rng)
