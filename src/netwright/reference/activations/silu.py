"""The sigmoid linear unit, or swish, forward and backward: every number is its own gate.

    y = x s,   s = sigmoid(x)                                                              (1)
    dL/dx = dL/dy (s + x s (1 - s))                                                        (2)

(2) is the product rule with ds/dx = s (1 - s). Far above 0 it is x, far below 0 it is 0; its
lowest value is -0.278, at x = -1.278.

Source: Elfwing, Uchibe & Doya 2018, arXiv:1702.03118, section 2; Ramachandran, Zoph & Le 2017,
arXiv:1710.05941, who found it by a search and named it swish.
"""

from dataclasses import dataclass

import numpy as np

from netwright.reference._arrays import Array, real
from netwright.reference.activations import sigmoid


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``."""

    x: Array
    s: Array  # shape of x, from 0 to 1


@dataclass(frozen=True, slots=True)
class Grads:
    """dL/d(each input of ``forward``), shaped like that input."""

    x: Array


def forward(x: Array) -> tuple[Array, Saved]:
    """Weigh every number by its sigmoid: equation (1).

    Args:
        x: any shape, no unit.

    Returns:
        y of x's shape, -0.278 or more, and what ``backward`` will ask for.

    Raises:
        ValueError: if x is empty or not finite.

    Example:
        >>> forward(np.array([0.0, np.log(3.0), 100.0]))[0].round(3)
        array([  0.   ,   0.824, 100.   ])
    """
    x = real("x", x, ...)
    s, _ = sigmoid.forward(x)
    return x * s, Saved(x, s)  # (1)


def backward(dy: Array, saved: Saved) -> Grads:
    """Carry dL/dy, shaped like x, back through (1); a ``ValueError`` if it has another shape."""
    dy = real("dy", dy, *saved.x.shape)
    return Grads(x=dy * (saved.s + saved.x * saved.s * (1.0 - saved.s)))  # (2)


def example(rng: np.random.Generator) -> dict[str, Array]:
    """Arguments of ``forward`` for one random case."""
    shape = tuple(rng.integers(1, 5, size=rng.integers(1, 4)))
    return {"x": rng.normal(scale=3.0, size=shape)}
