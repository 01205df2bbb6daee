"""Cosine similarity: the cosine of the angle between two vectors, whatever their lengths.

Row i of ``a`` is compared with row i of ``b``:

    y_i      = a_i . b_i / (|a_i| |b_i|),   |v| = sqrt(sum_j v_j^2)                        (1)

Moving a vector along itself changes nothing, so its gradient is at right angles to it:

    dL/da_ij = dy_i (b_ij / |b_i| - y_i a_ij / |a_i|) / |a_i|                              (2)
    dL/db_ij = dy_i (a_ij / |a_i| - y_i b_ij / |b_i|) / |b_i|                              (3)

Source: Salton, Wong & Yang 1975, "A vector space model for automatic indexing", Communications of
the ACM 18.
"""

from dataclasses import dataclass

import numpy as np

from netwright.reference._arrays import Array, real
from netwright.reference.embeddings._lengths import lengths


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``."""

    unit_a: Array  # (n, d), rows of length 1
    unit_b: Array  # (n, d), rows of length 1
    length_a: Array  # (n, 1)
    length_b: Array  # (n, 1)


@dataclass(frozen=True, slots=True)
class Grads:
    """dL/da and dL/db, each shaped like that input."""

    a: Array
    b: Array


def forward(a: Array, b: Array) -> tuple[Array, Saved]:
    """Similarity of each row of ``a`` to the same row of ``b``: equation (1).

    Args:
        a: (n, d), any unit, no row of zeros.
        b: (n, d), any unit, no row of zeros.

    Returns:
        y of shape (n,), from -1 (opposite) over 0 (at right angles) to 1 (the same direction), and
        what ``backward`` will ask for.

    Raises:
        ValueError: if the shapes differ, something is empty or not finite, or a row is all zeros.

    Example:
        >>> y, _ = forward(np.array([[3.0, 4.0], [2.0, 0.0]]), np.array([[4.0, 3.0], [0.0, 5.0]]))
        >>> y.round(6)  # 24 / 25, and 0
        array([0.96, 0.  ])
    """
    a = real("a", a, "n", "d")
    b = real("b", b, *a.shape)
    length_a, length_b = lengths("a", a), lengths("b", b)
    unit_a, unit_b = a / length_a, b / length_b
    y = (unit_a * unit_b).sum(axis=1)  # (1)
    return y, Saved(unit_a, unit_b, length_a, length_b)


def backward(dy: Array, saved: Saved) -> Grads:
    """Carry dL/dy, (n,), back through (1); a ``ValueError`` if it has another shape."""
    a, b = saved.unit_a, saved.unit_b
    dy = real("dy", dy, len(a))[:, np.newaxis]
    y = (a * b).sum(axis=1, keepdims=True)
    return Grads(
        a=dy * (b - y * a) / saved.length_a,  # (2)
        b=dy * (a - y * b) / saved.length_b,  # (3)
    )


def example(rng: np.random.Generator) -> dict[str, Array]:
    """Arguments of ``forward`` for one random case, no row shorter than 1/2."""
    a, b = rng.normal(size=(2, rng.integers(1, 6), rng.integers(1, 6)))
    return {"a": _stretched(a), "b": _stretched(b)}


def _stretched(rows: Array) -> Array:
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    longer: Array = rows * np.maximum(1, 0.5 / length)
    return longer
