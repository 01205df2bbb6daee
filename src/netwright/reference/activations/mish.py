"""Mish, forward and backward: a smooth bend that lets small negative numbers through.

    y = x t,   t = tanh(softplus(x))                                                       (1)
    dL/dx = dL/dy (t + x (1 - t^2) sigmoid(x))                                             (2)

(2) is the product rule with dt/dx = (1 - t^2) sigmoid(x), since sigmoid is the slope of softplus.
Far above 0 it is x, far below 0 it is 0; its lowest value is -0.309, at x = -1.19;
netwright's networks on tables bend with it.

Source: Misra 2019, arXiv:1908.08681, which defines (1).
"""

from dataclasses import dataclass

import numpy as np

from netwright.reference._arrays import Array, real
from netwright.reference.activations import sigmoid, softplus


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``."""

    x: Array
    t: Array  # shape of x, from 0 to 1


@dataclass(frozen=True, slots=True)
class Grads:
    """dL/d(each input of ``forward``), shaped like that input."""

    x: Array


def forward(x: Array) -> tuple[Array, Saved]:
    """Weigh every number by how far it is above 0: equation (1).

    Args:
        x: any shape, no unit.

    Returns:
        y of x's shape, -0.309 or more, and what ``backward`` will ask for.

    Raises:
        ValueError: if x is empty or not finite.

    Example:
        >>> forward(np.array([0.0, 1000.0]))[0]
        array([   0., 1000.])
    """
    x = real("x", x, ...)
    t = np.tanh(softplus.forward(x)[0])
    return x * t, Saved(x, t)  # (1)


def backward(dy: Array, saved: Saved) -> Grads:
    """Carry dL/dy, shaped like x, back through (1); a ``ValueError`` if it has another shape."""
    dy = real("dy", dy, *saved.x.shape)
    slope, _ = sigmoid.forward(saved.x)
    return Grads(x=dy * (saved.t + saved.x * (1.0 - saved.t**2) * slope))  # (2)


def example(rng: np.random.Generator) -> dict[str, Array]:
    """Arguments of ``forward`` for one random case."""
    shape = tuple(rng.integers(1, 5, size=rng.integers(1, 4)))
    return {"x": rng.normal(scale=3.0, size=shape)}
