"""Each example as one row: (n, d1, ..., dk) becomes (n, d1 ... dk); forward and backward.

    y_ij = x_i,j1,...,jk   with   j = (... (j1 d2 + j2) d3 + ...) dk + jk                  (1)

The last axis runs fastest. Numbers move and do not change, so do their gradients:

    dL/dx_i,j1,...,jk = dy_ij   with the j of (1)                                          (2)

It stands between the convolutions of a network and its affine layers.

Source: LeCun, Bottou, Bengio & Haffner 1998, "Gradient-based learning applied to document
recognition", section II.B, where maps end and units begin; the order is C's, as in NumPy.
"""

from dataclasses import dataclass

import numpy as np

from netwright.reference._arrays import Array, real
from netwright.reference.operations._shapes import Shape


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``."""

    x: Shape
    y: Shape


@dataclass(frozen=True, slots=True)
class Grads:
    """dL/d(each input of ``forward``), shaped like that input."""

    x: Array


def forward(x: Array) -> tuple[Array, Saved]:
    """Lay out all numbers of each example in one row: equation (1).

    Args:
        x: (n, ...), any unit; (n,) counts as one number for each example.

    Returns:
        y of shape (n, d), d the product of all axes but the first, a new array; and what
        ``backward`` will ask for.

    Raises:
        ValueError: if x is a single number, empty or not finite.

    Example:
        >>> y, _ = forward(np.array([[[1.0, 2.0], [3.0, 4.0]]]))
        >>> y
        array([[1., 2., 3., 4.]])
    """
    x = real("x", x, ..., "d")
    y = x.reshape(x.shape[0], -1).copy()  # (1)
    return y, Saved(x.shape, y.shape)


def backward(dy: Array, saved: Saved) -> Grads:
    """Carry dL/dy, (n, d), back through (1); a ``ValueError`` if it has another shape."""
    dy = real("dy", dy, *saved.y)
    return Grads(x=dy.reshape(saved.x).copy())  # (2)


def example(rng: np.random.Generator) -> dict[str, Array]:
    """Arguments of ``forward`` for one random case."""
    return {"x": rng.normal(size=tuple(rng.integers(1, 4, size=rng.integers(1, 5))))}
