"""The linear activation, forward and backward: no bend at all.

    y = x                                                                                  (1)
    dL/dx = dL/dy                                                                          (2)

The last layer of a network that predicts a number has it, so that any number can come out.
Between layers it is of no use: affine layers without a bend between them are together one affine
layer, however many there are.

Source: Goodfellow, Bengio & Courville 2016, "Deep Learning", section 6.2.2.1.
"""

from dataclasses import dataclass

import numpy as np

from netwright.reference._arrays import Array, real


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``."""

    shape: tuple[int, ...]  # of x


@dataclass(frozen=True, slots=True)
class Grads:
    """dL/d(each input of ``forward``), shaped like that input."""

    x: Array


def forward(x: Array) -> tuple[Array, Saved]:
    """Return every number as it is: equation (1).

    Args:
        x: any shape, no unit.

    Returns:
        y of x's shape, a new array, and what ``backward`` will ask for.

    Raises:
        ValueError: if x is empty or not finite.

    Example:
        >>> forward(np.array([-2.0, 0.0, 3.0]))[0]
        array([-2.,  0.,  3.])
    """
    x = real("x", x, ...)
    return x.copy(), Saved(x.shape)  # (1)


def backward(dy: Array, saved: Saved) -> Grads:
    """Carry dL/dy, shaped like x, back through (1); a ``ValueError`` if it has another shape."""
    return Grads(x=real("dy", dy, *saved.shape).copy())  # (2)


def example(rng: np.random.Generator) -> dict[str, Array]:
    """Arguments of ``forward`` for one random case."""
    shape = tuple(rng.integers(1, 5, size=rng.integers(1, 4)))
    return {"x": rng.normal(scale=3.0, size=shape)}
