"""Maxout, forward and backward: each unit answers with the largest of its pieces.

    y_iu = max_p x_iup                                                                     (1)
    dL/dx_iup = dL/dy_iu where p is the piece that was largest, 0 elsewhere                (2)

The pieces are affine. A unit with k pieces is fed by an affine layer of units * k outputs: from
h, (n, inputs), and W, (inputs, units * k), take h W + b, of shape (n, units * k), as (n, units, k);
so column u k + p of W, and number u k + p of b, belong to piece p of unit u:

    x_iup = sum_j h_ij W_j,(u k + p) + b_(u k + p)

The largest of k affine functions is convex and made of k flat parts; with enough of them it comes
near any convex function, so the bend is learned. Two pieces of which one is 0 are ``relu``. Of
pieces that are equal, the first gets the gradient.

Source: Goodfellow, Warde-Farley, Mirza, Courville & Bengio 2013, arXiv:1302.4389, section 3.
"""

from dataclasses import dataclass

import numpy as np

from netwright.reference._arrays import Array, Whole, real


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``."""

    largest: Whole  # (n, units, 1), the p of (2)
    shape: tuple[int, ...]  # of x


@dataclass(frozen=True, slots=True)
class Grads:
    """dL/d(each input of ``forward``), shaped like that input."""

    x: Array


def forward(x: Array) -> tuple[Array, Saved]:
    """Take the largest piece of every unit: equation (1).

    Args:
        x: pieces, (n, units, k), no unit.

    Returns:
        y of shape (n, units), and what ``backward`` will ask for.

    Raises:
        ValueError: if x has not three axes, is empty or not finite.

    Example:
        >>> forward(np.array([[[1.0, 3.0], [-2.0, -5.0]]]))[0]
        array([[ 3., -2.]])
    """
    x = real("x", x, "n", "units", "k")
    largest = x.argmax(axis=2, keepdims=True)
    y = np.take_along_axis(x, largest, axis=2)[:, :, 0]  # (1)
    return y, Saved(largest, x.shape)


def backward(dy: Array, saved: Saved) -> Grads:
    """Carry dL/dy, (n, units), back through (1); a ``ValueError`` if it has another shape."""
    dy = real("dy", dy, *saved.shape[:2])
    dx = np.zeros(saved.shape)
    np.put_along_axis(dx, saved.largest, dy[:, :, np.newaxis], axis=2)  # (2)
    return Grads(x=dx)


def example(rng: np.random.Generator) -> dict[str, Array]:
    """Arguments of ``forward`` for one random case: the pieces of a unit are at least 0.5 apart."""
    n, units, pieces = (int(rng.integers(1, 5)) for _ in range(3))
    order = rng.permuted(np.tile(np.arange(pieces), (n, units, 1)), axis=2)
    return {"x": order + rng.uniform(-2.0, -1.5, size=(n, units, pieces))}
