"""The Gaussian error linear unit, forward and backward: x times how often a normal number is below.

    F(x) = (1 + erf(x / sqrt 2)) / 2                                                       (1)
    y = x F(x)                                                                             (2)
    dL/dx = dL/dy (F(x) + x exp(-x^2 / 2) / sqrt(2 pi))                                    (3)

F is the normal distribution function, exact and not its tanh approximation; (3) is the product
rule, and dF/dx the normal density. Far above 0 it is x, far below 0 it is 0; its lowest value is
-0.170, at x = -0.752.

Source: Hendrycks & Gimpel 2016, arXiv:1606.08415, section 2.
"""

import math
from dataclasses import dataclass

import numpy as np

from netwright.reference._arrays import Array, real

ERF = np.vectorize(math.erf, otypes=[np.float64])  # NumPy has none


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``."""

    x: Array
    below: Array  # F(x), shape of x, from 0 to 1


@dataclass(frozen=True, slots=True)
class Grads:
    """dL/d(each input of ``forward``), shaped like that input."""

    x: Array


def forward(x: Array) -> tuple[Array, Saved]:
    """Weigh every number by the share of normal numbers below it: equations (1) and (2).

    Args:
        x: any shape, no unit.

    Returns:
        y of x's shape, -0.170 or more, and what ``backward`` will ask for.

    Raises:
        ValueError: if x is empty or not finite.

    Example:
        >>> forward(np.array([-1000.0, 0.0, 1000.0]))[0] + 0.0
        array([   0.,    0., 1000.])
    """
    x = real("x", x, ...)
    below = (1.0 + np.asarray(ERF(x / math.sqrt(2.0)))) / 2.0  # (1)
    return x * below, Saved(x, below)  # (2)


def backward(dy: Array, saved: Saved) -> Grads:
    """Carry dL/dy, shaped like x, back through (2); a ``ValueError`` if it has another shape."""
    dy = real("dy", dy, *saved.x.shape)
    density = np.exp(-(saved.x**2) / 2.0) / math.sqrt(2.0 * math.pi)
    return Grads(x=dy * (saved.below + saved.x * density))  # (3)


def example(rng: np.random.Generator) -> dict[str, Array]:
    """Arguments of ``forward`` for one random case."""
    shape = tuple(rng.integers(1, 5, size=rng.integers(1, 4)))
    return {"x": rng.normal(scale=2.0, size=shape)}
