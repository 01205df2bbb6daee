"""e to every number, forward and backward.

    y = e^x                                                                                (1)
    dL/dx = dL/dy y                                                                        (2)

It is its own derivative, so y is all that is kept. Above 709.78 it is larger than any float64;
below -745 it is 0. An equation that can meet such numbers takes their maximum off first
(``softmax``) or splits by sign (``sigmoid``).

Source: Olver et al., NIST Digital Library of Mathematical Functions, section 4.2(iii).
"""

from dataclasses import dataclass

import numpy as np

from netwright.reference._arrays import Array, real

_LARGEST = 709.78  # ln of the largest float64 is 709.7827


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``."""

    y: Array  # shape of x


@dataclass(frozen=True, slots=True)
class Grads:
    """dL/d(each input of ``forward``), shaped like that input."""

    x: Array


def forward(x: Array) -> tuple[Array, Saved]:
    """Raise e to every number: equation (1).

    Args:
        x: any shape, no unit; up to 709.78.

    Returns:
        y of x's shape, 0 or more, and what ``backward`` will ask for.

    Raises:
        ValueError: if a number is above 709.78, or x is empty or not finite.

    Example:
        >>> forward(np.array([0.0, 1.0]))[0].round(3)
        array([1.   , 2.718])
    """
    x = real("x", x, ...)
    if (x > _LARGEST).any():
        raise ValueError(f"x must be at most {_LARGEST}, or e^x is no float64; got {x.max()}")
    y = np.exp(x)  # (1)
    return y, Saved(y)


def backward(dy: Array, saved: Saved) -> Grads:
    """Carry dL/dy, shaped like x, back through (1); a ``ValueError`` if it has another shape."""
    dy = real("dy", dy, *saved.y.shape)
    return Grads(x=dy * saved.y)  # (2)


def example(rng: np.random.Generator) -> dict[str, Array]:
    """Arguments of ``forward`` for one random case."""
    return {"x": rng.normal(size=tuple(rng.integers(1, 5, size=rng.integers(1, 4))))}
