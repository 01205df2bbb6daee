"""Rows brought to length 1: only their direction is left.

    y_ij = x_ij / sqrt(sum_j x_ij^2)                                                       (1)

    dL/dx_ij = (dL/dy_ij - y_ij sum_j dL/dy_ij y_ij) / sqrt(sum_j x_ij^2)                  (2)

(2) is the slope without its part along the row: moving a row along itself changes nothing. It is
also the last layer of networks that compare faces or words by their directions.

Source: Schroff, Kalenichenko & Philbin 2015, arXiv:1503.03832, figure 2, for (1) as a layer.
"""

from dataclasses import dataclass

import numpy as np

from netwright.reference._arrays import Array, real


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``."""

    y: Array  # (n, d), no unit
    lengths: Array  # (n, 1), unit of x


@dataclass(frozen=True, slots=True)
class Grads:
    """dL/d(each input of ``forward``), each shaped like that input."""

    x: Array


def forward(x: Array) -> tuple[Array, Saved]:
    """Divide every row by its length: equation (1).

    Args:
        x: (n, d), any unit; no row of zeros.

    Returns:
        y of shape (n, d), and what ``backward`` will ask for.

    Raises:
        ValueError: if x has another number of axes, is empty or not finite, or a row is all zeros.

    Example:
        >>> forward([[3.0, 4.0]])[0]
        array([[0.6, 0.8]])
    """
    x = real("x", x, "n", "d")
    largest = np.abs(x).max(axis=1, keepdims=True)
    if not largest.all():
        raise ValueError(f"x must have no row of zeros; got one at row {int(largest.argmin())}")
    lengths = largest * np.sqrt(((x / largest) ** 2).sum(axis=1, keepdims=True))
    y = x / lengths  # (1)
    return y, Saved(y, lengths)


def backward(dy: Array, saved: Saved) -> Grads:
    """Carry dL/dy, (n, d), back through (1); a ``ValueError`` if it has another shape."""
    dy = real("dy", dy, *saved.y.shape)
    along = (dy * saved.y).sum(axis=1, keepdims=True)
    return Grads(x=(dy - along * saved.y) / saved.lengths)  # (2)


def example(rng: np.random.Generator) -> dict[str, Array]:
    """Arguments of ``forward`` for one random case."""
    n, d = rng.integers(1, 6, size=2)
    return {"x": rng.uniform(0.3, 2.0, size=(n, d)) * rng.choice([-1.0, 1.0], size=(n, d))}
