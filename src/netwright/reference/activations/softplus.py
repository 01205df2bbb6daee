"""Softplus, forward and backward: a ReLU without the bend.

    y = ln(1 + e^x) = max(0, x) + ln(1 + e^-|x|)                                           (1)
    dL/dx = dL/dy sigmoid(x)                                                               (2)

The second form of (1) raises e to 0 at most, so it cannot overflow: far above 0 it is x, far below
0 it is e^x. It is the integral of the sigmoid, and -softplus(-x) is the logarithm of it.

Source: Dugas, Bengio, Belisle, Nadeau & Garcia 2001, "Incorporating second-order functional
knowledge for better option pricing", NIPS 13.
"""

from dataclasses import dataclass

import numpy as np

from netwright.reference._arrays import Array, real
from netwright.reference.activations import sigmoid


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``."""

    x: Array


@dataclass(frozen=True, slots=True)
class Grads:
    """dL/d(each input of ``forward``), shaped like that input."""

    x: Array


def forward(x: Array) -> tuple[Array, Saved]:
    """Bring every number above 0, smoothly: equation (1).

    Args:
        x: any shape, no unit.

    Returns:
        y of x's shape, 0 or more, and what ``backward`` will ask for.

    Raises:
        ValueError: if x is empty or not finite.

    Example:
        >>> forward(np.array([-1000.0, 0.0, 10.0]))[0].round(3)
        array([ 0.   ,  0.693, 10.   ])
    """
    x = real("x", x, ...)
    y = np.maximum(x, 0.0) + np.log1p(np.exp(-np.abs(x)))  # (1)
    return y, Saved(x)


def backward(dy: Array, saved: Saved) -> Grads:
    """Carry dL/dy, shaped like x, back through (1); a ``ValueError`` if it has another shape."""
    dy = real("dy", dy, *saved.x.shape)
    slope, _ = sigmoid.forward(saved.x)
    return Grads(x=dy * slope)  # (2)


def example(rng: np.random.Generator) -> dict[str, Array]:
    """Arguments of ``forward`` for one random case."""
    shape = tuple(rng.integers(1, 5, size=rng.integers(1, 4)))
    return {"x": rng.normal(scale=3.0, size=shape)}
