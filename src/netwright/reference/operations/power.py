"""A power of every number, for numbers above 0; forward and backward.

    y = x^p                                                                                (1)
    dy/dx = p x^(p-1)                                                                      (2)
    dL/dx = dL/dy dy/dx                                                                    (3)

p is any real number: 2 squares, 1/2 is the root, -1 the inverse. At 0 and below, (1) has no real
value for most p; squares of negative numbers are ``multiply`` of x by itself.

Source: Olver et al., NIST Digital Library of Mathematical Functions, section 4.2(iv), a^z =
e^(z ln a).
"""

from dataclasses import dataclass

import numpy as np

from netwright.reference._arrays import Array, real


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``."""

    slope: Array  # dy/dx, shape of x


@dataclass(frozen=True, slots=True)
class Grads:
    """dL/d(each input of ``forward``), shaped like that input."""

    x: Array


def forward(x: Array, *, exponent: float) -> tuple[Array, Saved]:
    """Raise every number to one power: equations (1) and (2).

    Args:
        x: any shape, above 0, any unit.
        exponent: p, finite, no unit.

    Returns:
        y of x's shape, and what ``backward`` will ask for.

    Raises:
        ValueError: if a number is not above 0, the exponent is not finite, the power or its slope
            is too large for float64, or x is empty or not finite.

    Example:
        >>> forward(np.array([1.0, 4.0, 9.0]), exponent=0.5)[0]
        array([1., 2., 3.])
    """
    x = real("x", x, ...)
    if not np.isfinite(exponent):
        raise ValueError(f"exponent must be a finite number; got {exponent!r}")
    if (x <= 0).any():
        raise ValueError(f"x must be above 0 to be raised to a power; got {x.min()}")
    with np.errstate(over="ignore"):
        y = x**exponent  # (1)
        slope = exponent * x ** (exponent - 1)  # (2)
    wrong = ~np.isfinite(y) | ~np.isfinite(slope)
    if wrong.any():
        bad = f"{x[wrong].flat[0]} with exponent {exponent}"
        raise ValueError(f"x must have a power and a slope within float64; got {bad}")
    return y, Saved(slope)


def backward(dy: Array, saved: Saved) -> Grads:
    """Carry dL/dy, shaped like x, back through (1); a ``ValueError`` if it has another shape."""
    dy = real("dy", dy, *saved.slope.shape)
    return Grads(x=dy * saved.slope)  # (3)


def example(rng: np.random.Generator) -> dict[str, Array | float]:
    """Arguments of ``forward`` for one random case."""
    shape = tuple(rng.integers(1, 5, size=rng.integers(1, 4)))
    return {"x": rng.uniform(0.5, 3.0, size=shape), "exponent": float(rng.uniform(-3.0, 3.0))}
