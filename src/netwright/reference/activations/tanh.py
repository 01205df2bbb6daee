"""The hyperbolic tangent, forward and backward: any number to one between -1 and 1.

    y = tanh x = (e^x - e^-x) / (e^x + e^-x)                                               (1)
    dL/dx = dL/dy (1 - y^2)                                                                (2)

It is a sigmoid twice as high and twice as steep, about 0: tanh x = 2 sigmoid(2 x) - 1. Answers
about 0 keep the next layer's inputs centred.

Source: LeCun, Bottou, Orr & Mueller 1998, "Efficient BackProp", section 4.4.
"""

from dataclasses import dataclass

import numpy as np

from netwright.reference._arrays import Array, real


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``."""

    y: Array  # shape of x


@dataclass(frozen=True, slots=True)
class Grads:
    """dL/d(each input of ``forward``), shaped like that input."""

    x: Array


def forward(x: Array) -> tuple[Array, Saved]:
    """Squash every number about 0: equation (1).

    Args:
        x: any shape, no unit.

    Returns:
        y of x's shape, from -1 to 1, and what ``backward`` will ask for.

    Raises:
        ValueError: if x is empty or not finite.

    Example:
        >>> forward(np.array([-1000.0, 0.0, np.log(3.0)]))[0]
        array([-1. ,  0. ,  0.8])
    """
    x = real("x", x, ...)
    y = np.tanh(x)  # (1)
    return y, Saved(y)


def backward(dy: Array, saved: Saved) -> Grads:
    """Carry dL/dy, shaped like x, back through (1); a ``ValueError`` if it has another shape."""
    dy = real("dy", dy, *saved.y.shape)
    return Grads(x=dy * (1.0 - saved.y**2))  # (2)


def example(rng: np.random.Generator) -> dict[str, Array]:
    """Arguments of ``forward`` for one random case."""
    shape = tuple(rng.integers(1, 5, size=rng.integers(1, 4)))
    return {"x": rng.normal(scale=3.0, size=shape)}
