"""The natural logarithm of every number, forward and backward.

    y = ln x,   x > 0                                                                      (1)
    dL/dx = dL/dy / x                                                                      (2)

The slope has no bound near 0: a loss takes the logarithm of a probability together with the
sigmoid or softmax that made it, in one equation, and not through here.

Source: Olver et al., NIST Digital Library of Mathematical Functions, section 4.2(i).
"""

from dataclasses import dataclass

import numpy as np

from netwright.reference._arrays import Array, real


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``."""

    x: Array


@dataclass(frozen=True, slots=True)
class Grads:
    """dL/d(each input of ``forward``), shaped like that input."""

    x: Array


def forward(x: Array) -> tuple[Array, Saved]:
    """Take the natural logarithm of every number: equation (1).

    Args:
        x: any shape, above 0, no unit.

    Returns:
        y of x's shape, in nats where x is a probability, and what ``backward`` will ask for.

    Raises:
        ValueError: if a number is not above 0, or x is empty or not finite.

    Example:
        >>> forward(np.array([1.0, 2.0, 4.0]))[0].round(3)
        array([0.   , 0.693, 1.386])
    """
    x = real("x", x, ...)
    if (x <= 0).any():
        raise ValueError(f"x must be above 0 to have a logarithm; got {x.min()}")
    return np.log(x), Saved(x)  # (1)


def backward(dy: Array, saved: Saved) -> Grads:
    """Carry dL/dy, shaped like x, back through (1); a ``ValueError`` if it has another shape."""
    dy = real("dy", dy, *saved.x.shape)
    return Grads(x=dy / saved.x)  # (2)


def example(rng: np.random.Generator) -> dict[str, Array]:
    """Arguments of ``forward`` for one random case."""
    shape = tuple(rng.integers(1, 5, size=rng.integers(1, 4)))
    return {"x": rng.uniform(0.2, 3.0, size=shape)}
