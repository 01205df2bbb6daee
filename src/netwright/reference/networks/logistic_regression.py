"""Logistic regression, by loops over examples and features, and vectorised.

For n examples x_i of d numbers with labels y_i of 0 or 1, weights w and bias b:

    z_i = sum_j x_ij w_j + b,   a_i = 1 / (1 + exp(-z_i))                                  (1)
    J   = -1/n sum_i (y_i log a_i + (1 - y_i) log(1 - a_i))                                (2)

and, since da/dz = a (1 - a) cancels against the denominators of (2),

    dJ/dz_i = (a_i - y_i) / n                                                              (3)
    dJ/dw_j = sum_i x_ij dJ/dz_i,   dJ/db = sum_i dJ/dz_i,   dJ/dx_ij = dJ/dz_i w_j        (4)

(2) is computed from z as max(z, 0) - z y + log(1 + exp(-|z|)), which cannot overflow. Courses
often write X with a column for each example; here it is a row, as everywhere in this room.

Source: Cox 1958, "The regression analysis of binary sequences", for (1), (2).
"""

import math
from dataclasses import dataclass

import numpy as np

from netwright.reference._arrays import Array, Whole, real, whole


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``."""

    x: Array  # (n, d)
    w: Array  # (d,)
    a: Array  # (n,), probabilities
    labels: Whole  # (n,)


@dataclass(frozen=True, slots=True)
class Grads:
    """dJ/d(each input of ``forward``), each shaped like that input."""

    x: Array
    w: Array
    b: Array


def forward(x: Array, labels: Whole, w: Array, b: Array) -> tuple[float, Saved]:
    """The cost of all examples at once: equations (1) and (2).

    Args:
        x: (n, d), any unit.
        labels: (n,), 0 or 1.
        w: (d,), the inverse of x's unit.
        b: (), no unit.

    Returns:
        J in nats, and what ``backward`` will ask for.

    Raises:
        ValueError: if a shape disagrees with x, a label is not 0 or 1, or something is not finite.

    Example:
        >>> cost, _ = forward([[0.0]], [1], [0.0], 0.0)
        >>> round(cost, 6)
        0.693147
    """
    x = real("x", x, "n", "d")
    y = whole("labels", labels, x.shape[0], below=2)
    w = real("w", w, x.shape[1])
    b = real("b", b)

    z = x @ w + b  # (1)
    small = np.exp(-np.abs(z))
    a = np.where(z >= 0, 1.0, small) / (1.0 + small)  # (1)
    cost = float((np.maximum(z, 0.0) - z * y + np.log1p(small)).mean())  # (2)
    return cost, Saved(x, w, a, y)


def backward(dy: float, saved: Saved) -> Grads:
    """Carry dL/dJ, a number, back through (2) and (1); a ``ValueError`` if it is not one."""
    dz = float(real("dy", dy)) * (saved.a - saved.labels) / len(saved.a)  # (3)
    return Grads(x=np.outer(dz, saved.w), w=saved.x.T @ dz, b=np.asarray(dz.sum()))  # (4)


def loops(x: Array, labels: Whole, w: Array, b: float) -> tuple[float, list[float], float]:
    """The same cost and gradients with a loop over examples and two over features.

    Word for word (1) to (4), so without the care that ``forward`` takes: beyond z = 36 and a label
    of 0 it asks for log(0), and below z = -709 exp(-z) overflows.

    Args:
        x: (n, d), any unit.
        labels: (n,), 0 or 1.
        w: (d,), the inverse of x's unit.
        b: no unit.

    Returns:
        J in nats, dJ/dw and dJ/db.

    Example:
        >>> loops([[2.0]], [1], [0.0], 0.0)[1:]
        ([-1.0], -0.5)
    """
    n, d = len(x), len(w)
    cost, dw, db = 0.0, [0.0] * d, 0.0
    for i in range(n):
        z = float(b)
        for j in range(d):
            z += x[i][j] * w[j]  # (1)
        a = 1.0 / (1.0 + math.exp(-z))  # (1)
        cost -= math.log(a if labels[i] == 1 else 1.0 - a) / n  # (2)
        dz = (a - labels[i]) / n  # (3)
        for j in range(d):
            dw[j] += x[i][j] * dz  # (4)
        db += dz  # (4)
    return cost, dw, db


def predict(x: Array, w: Array, b: float) -> Whole:
    """Answer 1 where the probability is above a half, else 0.

    Args:
        x: (n, d), any unit.
        w: (d,), the inverse of x's unit.
        b: no unit.

    Returns:
        (n,), 0 or 1.

    Example:
        >>> predict([[1.0], [-1.0]], [2.0], 0.0).tolist()
        [1, 0]
    """
    x = real("x", x, "n", "d")
    return (x @ real("w", w, x.shape[1]) + float(b) > 0).astype(np.int64)


def example(rng: np.random.Generator) -> dict[str, Array | Whole]:
    """Arguments of ``forward`` for one random case."""
    n, d = rng.integers(1, 8), rng.integers(1, 6)
    return {
        "x": rng.normal(size=(n, d)),
        "labels": rng.integers(0, 2, size=n),
        "w": rng.normal(size=d),
        "b": np.asarray(rng.normal()),
    }
