"""The product of two matrices, forward and backward.

    y_im = sum_k a_ik b_km,   in matrices  Y = A B                                         (1)

With dY = dL/dY, each a_ik meets row k of B and each b_km meets column k of A:

    dL/dA = dY B^T                                                                         (2)
    dL/dB = A^T dY                                                                         (3)

where ^T transposes a matrix. The dot product of two vectors u and v is the case
of one row and one column: A = u as (1, k), B = v as (k, 1), y of shape (1, 1); by (2) and (3)
the gradients are then dy v and dy u.

Source: Giles 2008, "Collected matrix derivative results for forward and reverse mode
algorithmic differentiation", section 2.
"""

from dataclasses import dataclass

import numpy as np

from netwright.reference._arrays import Array, real


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``."""

    a: Array  # (n, k)
    b: Array  # (k, m)


@dataclass(frozen=True, slots=True)
class Grads:
    """dL/d(each input of ``forward``), each shaped like that input."""

    a: Array
    b: Array


def forward(a: Array, b: Array) -> tuple[Array, Saved]:
    """Multiply the rows of a into the columns of b: equation (1).

    Args:
        a: (n, k), any unit.
        b: (k, m), any unit.

    Returns:
        y of shape (n, m), and what ``backward`` will ask for.

    Raises:
        ValueError: if b has not as many rows as a has columns, or something is empty or not
            finite.

    Example:
        >>> y, _ = forward(np.array([[1.0, 2.0]]), np.array([[3.0], [4.0]]))
        >>> y
        array([[11.]])
    """
    a = real("a", a, "n", "k")
    b = real("b", b, a.shape[1], "m")
    return a @ b, Saved(a, b)  # (1)


def backward(dy: Array, saved: Saved) -> Grads:
    """Carry dL/dy, (n, m), back through (1); a ``ValueError`` if it has another shape."""
    dy = real("dy", dy, saved.a.shape[0], saved.b.shape[1])
    return Grads(a=dy @ saved.b.T, b=saved.a.T @ dy)  # (2), (3)


def example(rng: np.random.Generator) -> dict[str, Array]:
    """Arguments of ``forward`` for one random case."""
    n, k, m = rng.integers(1, 6, size=3)
    return {"a": rng.normal(size=(n, k)), "b": rng.normal(size=(k, m))}
