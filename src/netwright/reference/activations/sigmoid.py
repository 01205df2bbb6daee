"""The logistic sigmoid, forward and backward: any number to a share between 0 and 1.

    y = 1 / (1 + e^-x)   for x >= 0                                                        (1)
    y = e^x / (1 + e^x)  for x < 0                                                         (2)
    dL/dx = dL/dy y (1 - y)                                                                (3)

(1) and (2) are one function, multiplied out so that e is never raised to more than 0 and nothing
overflows. y is the probability of a yes whose logit is x. The slope is 1/4 at 0 and falls to 0 on
both sides: there the unit is saturated and learns slowly.

Source: Rumelhart, Hinton & Williams 1986, "Learning representations by back-propagating errors",
Nature 323, equation (2).
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
    """Squash every number: equations (1) and (2).

    Args:
        x: any shape, no unit.

    Returns:
        y of x's shape, from 0 to 1, and what ``backward`` will ask for.

    Raises:
        ValueError: if x is empty or not finite.

    Example:
        >>> forward(np.array([-1000.0, 0.0, np.log(3.0)]))[0]
        array([0.  , 0.5 , 0.75])
    """
    x = real("x", x, ...)
    small = np.exp(-np.abs(x))
    y = np.where(x >= 0, 1.0, small) / (1.0 + small)  # (1), (2)
    return y, Saved(y)


def backward(dy: Array, saved: Saved) -> Grads:
    """Carry dL/dy, shaped like x, back through (1), (2); a ``ValueError`` for another shape."""
    dy = real("dy", dy, *saved.y.shape)
    return Grads(x=dy * saved.y * (1.0 - saved.y))  # (3)


def example(rng: np.random.Generator) -> dict[str, Array]:
    """Arguments of ``forward`` for one random case."""
    shape = tuple(rng.integers(1, 5, size=rng.integers(1, 4)))
    return {"x": rng.normal(scale=3.0, size=shape)}
