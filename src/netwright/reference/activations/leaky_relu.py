"""The leaky rectifier, forward and backward: what is below 0 is not lost, only made small.

    y = x    where x > 0                                                                   (1)
    y = s x  elsewhere                                                                     (2)
    dL/dx = dL/dy    where x > 0                                                           (3)
    dL/dx = s dL/dy  elsewhere                                                             (4)

With s above 0 no unit can die, unlike those of ``relu``, which is the case s = 0. Each
number has one slope, 1 or s, that serves both ways.

Source: Maas, Hannun & Ng 2013, "Rectifier nonlinearities improve neural network acoustic models",
ICML workshop, section 2, with s = 0.01.
"""

from dataclasses import dataclass

import numpy as np

from netwright.reference._arrays import Array, away_from, real, share


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``."""

    slopes: Array  # 1 or s at each place, shape of x


@dataclass(frozen=True, slots=True)
class Grads:
    """dL/d(each input of ``forward``), shaped like that input."""

    x: Array


def forward(x: Array, *, slope: float = 0.01) -> tuple[Array, Saved]:
    """Let positive numbers pass, others by a share: equations (1) and (2).

    Args:
        x: any shape, no unit.
        slope: s, from 0 up to, not at, 1; no unit.

    Returns:
        y of x's shape, and what ``backward`` will ask for.

    Raises:
        ValueError: if slope is not from 0 to below 1, or x is empty or not finite.

    Example:
        >>> forward(np.array([-2.0, 0.0, 3.0]), slope=0.5)[0]
        array([-1.,  0.,  3.])
    """
    x = real("x", x, ...)
    slope = share("slope", slope)
    slopes = np.where(x > 0, 1.0, slope)
    return slopes * x, Saved(slopes)  # (1), (2)


def backward(dy: Array, saved: Saved) -> Grads:
    """Carry dL/dy, shaped like x, back through (1), (2); a ``ValueError`` for another shape."""
    dy = real("dy", dy, *saved.slopes.shape)
    return Grads(x=dy * saved.slopes)  # (3), (4)


def example(rng: np.random.Generator) -> dict[str, Array | float]:
    """Arguments of ``forward`` for one random case."""
    shape = tuple(rng.integers(1, 5, size=rng.integers(1, 4)))
    x = away_from(rng.normal(scale=3.0, size=shape), 0.0)
    return {"x": x, "slope": float(rng.uniform(0.0, 0.5))}
