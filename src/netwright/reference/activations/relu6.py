"""The rectifier with a ceiling, forward and backward: what lies between 0 and 6 passes.

    y = min(max(0, x), 6)                                                                  (1)
    dL/dx = dL/dy where 0 < x < 6, and 0 elsewhere                                         (2)

At 0 and at 6 there is no slope; (2) takes 0. Answers that cannot grow large keep their digits
where numbers have few bits.

Source: Krizhevsky 2010, "Convolutional deep belief networks on CIFAR-10", for the ceiling of 6;
Sandler et al. 2018, arXiv:1801.04381, section 4, for its use with few bits.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from netwright.reference._arrays import Array, away_from, real

CEILING = 6.0


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``."""

    passes: NDArray[np.bool_]  # shape of x


@dataclass(frozen=True, slots=True)
class Grads:
    """dL/d(each input of ``forward``), shaped like that input."""

    x: Array


def forward(x: Array) -> tuple[Array, Saved]:
    """Let numbers between 0 and 6 pass: equation (1).

    Args:
        x: any shape, no unit.

    Returns:
        y of x's shape, from 0 to 6, and what ``backward`` will ask for.

    Raises:
        ValueError: if x is empty or not finite.

    Example:
        >>> forward(np.array([-2.0, 3.0, 7.0]))[0]
        array([0., 3., 6.])
    """
    x = real("x", x, ...)
    return np.clip(x, 0.0, CEILING), Saved((x > 0) & (x < CEILING))  # (1)


def backward(dy: Array, saved: Saved) -> Grads:
    """Carry dL/dy, shaped like x, back through (1); a ``ValueError`` if it has another shape."""
    dy = real("dy", dy, *saved.passes.shape)
    return Grads(x=dy * saved.passes)  # (2)


def example(rng: np.random.Generator) -> dict[str, Array]:
    """Arguments of ``forward`` for one random case."""
    shape = tuple(rng.integers(1, 5, size=rng.integers(1, 4)))
    return {"x": away_from(rng.normal(loc=3.0, scale=4.0, size=shape), 0.0, CEILING)}
