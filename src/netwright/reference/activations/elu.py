"""The exponential linear unit, forward and backward: a smooth floor below 0.

    y = x            where x > 0                                                           (1)
    y = a (e^x - 1)  elsewhere                                                             (2)
    dL/dx = dL/dy        where x > 0                                                       (3)
    dL/dx = dL/dy a e^x  elsewhere                                                         (4)

Answers fall to -a and no further, so their mean is nearer to 0 than that of ``relu``, and units
below 0 still have a slope. With a = 1 the slope has no jump at 0. e^x - 1 is taken as one function
(expm1), since near 0 the difference would lose its digits.

Source: Clevert, Unterthiner & Hochreiter 2016, arXiv:1511.07289, section 3.
"""

from dataclasses import dataclass

import numpy as np

from netwright.reference._arrays import Array, away_from, positive, real


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``."""

    slopes: Array  # dy/dx, shape of x


@dataclass(frozen=True, slots=True)
class Grads:
    """dL/d(each input of ``forward``), shaped like that input."""

    x: Array


def forward(x: Array, *, alpha: float = 1.0) -> tuple[Array, Saved]:
    """Let positive numbers pass, others down to -alpha: equations (1) to (4).

    Args:
        x: any shape, no unit.
        alpha: a, the floor's depth; above 0, no unit.

    Returns:
        y of x's shape, above -alpha or at it, and what ``backward`` will ask for.

    Raises:
        ValueError: if alpha is not above 0, or x is empty or not finite.

    Example:
        >>> forward(np.array([-1000.0, -np.log(2.0), 3.0]), alpha=2.0)[0]
        array([-2., -1.,  3.])
    """
    x = real("x", x, ...)
    alpha = positive("alpha", alpha)
    below = np.minimum(x, 0.0)  # keeps e^x from overflowing where it is not used
    y = np.where(x > 0, x, alpha * np.expm1(below))  # (1), (2)
    slopes = np.where(x > 0, 1.0, alpha * np.exp(below))  # (3), (4)
    return y, Saved(slopes)


def backward(dy: Array, saved: Saved) -> Grads:
    """Carry dL/dy, shaped like x, back through (1), (2); a ``ValueError`` for another shape."""
    dy = real("dy", dy, *saved.slopes.shape)
    return Grads(x=dy * saved.slopes)  # (3), (4)


def example(rng: np.random.Generator) -> dict[str, Array | float]:
    """Arguments of ``forward`` for one random case."""
    shape = tuple(rng.integers(1, 5, size=rng.integers(1, 4)))
    x = away_from(rng.normal(scale=3.0, size=shape), 0.0)
    return {"x": x, "alpha": float(rng.uniform(0.2, 2.0))}
