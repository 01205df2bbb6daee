"""The rectified linear unit, forward and backward: what is above 0 passes.

    y = max(0, x)                                                                          (1)
    dL/dx = dL/dy where x > 0, and 0 elsewhere                                             (2)

At 0 there is no slope; (2) takes 0, as is usual. A unit that is below 0 on every example
gets no gradient and stays so: it is dead.

Source: Nair & Hinton 2010, "Rectified linear units improve restricted Boltzmann machines", ICML;
Glorot, Bordes & Bengio 2011, "Deep sparse rectifier neural networks", AISTATS.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from netwright.reference._arrays import Array, away_from, real


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``."""

    passes: NDArray[np.bool_]  # shape of x


@dataclass(frozen=True, slots=True)
class Grads:
    """dL/d(each input of ``forward``), shaped like that input."""

    x: Array


def forward(x: Array) -> tuple[Array, Saved]:
    """Let positive numbers pass: equation (1).

    Args:
        x: any shape, no unit.

    Returns:
        y of x's shape, 0 or more, and what ``backward`` will ask for.

    Raises:
        ValueError: if x is empty or not finite.

    Example:
        >>> forward(np.array([-2.0, 0.0, 3.0]))[0]
        array([0., 0., 3.])
    """
    x = real("x", x, ...)
    return np.maximum(x, 0.0), Saved(x > 0)  # (1)


def backward(dy: Array, saved: Saved) -> Grads:
    """Carry dL/dy, shaped like x, back through (1); a ``ValueError`` if it has another shape."""
    dy = real("dy", dy, *saved.passes.shape)
    return Grads(x=dy * saved.passes)  # (2)


def example(rng: np.random.Generator) -> dict[str, Array]:
    """Arguments of ``forward`` for one random case."""
    shape = tuple(rng.integers(1, 5, size=rng.integers(1, 4)))
    return {"x": away_from(rng.normal(scale=3.0, size=shape), 0.0)}
