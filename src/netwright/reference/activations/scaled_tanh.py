"""LeCun's stretched hyperbolic tangent, forward and backward: 1 stays 1, and -1 stays -1.

    y = A tanh(S x),   A = 1.7159,  S = 2/3                                                (1)
    dL/dx = dL/dy S (A - y^2 / A)                                                          (2)

With these constants f(1) = 1 and f(-1) = -1 to five digits, and there the second derivative is
largest: targets of 1 and -1 lie where the answer is neither flat nor straight, and inputs of
variance 1 give answers of variance about 1.

Source: LeCun, Bottou, Orr & Mueller 1998, "Efficient BackProp", section 4.4; LeCun et al. 1998,
"Gradient-based learning applied to document recognition", appendix A.
"""

from dataclasses import dataclass

import numpy as np

from netwright.reference._arrays import Array, real

A = 1.7159
S = 2.0 / 3.0


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``."""

    y: Array  # shape of x


@dataclass(frozen=True, slots=True)
class Grads:
    """dL/d(each input of ``forward``), shaped like that input."""

    x: Array


def forward(x: Array) -> tuple[Array, Saved]:
    """Squash every number about 0, not as far as ``tanh`` does: equation (1).

    Args:
        x: any shape, no unit.

    Returns:
        y of x's shape, from -1.7159 to 1.7159, and what ``backward`` will ask for.

    Raises:
        ValueError: if x is empty or not finite.

    Example:
        >>> forward(np.array([-1000.0, 0.0, 1.0]))[0].round(4)
        array([-1.7159,  0.    ,  1.    ])
    """
    x = real("x", x, ...)
    y = A * np.tanh(S * x)  # (1)
    return y, Saved(y)


def backward(dy: Array, saved: Saved) -> Grads:
    """Carry dL/dy, shaped like x, back through (1); a ``ValueError`` if it has another shape."""
    dy = real("dy", dy, *saved.y.shape)
    return Grads(x=dy * S * (A - saved.y**2 / A))  # (2)


def example(rng: np.random.Generator) -> dict[str, Array]:
    """Arguments of ``forward`` for one random case."""
    shape = tuple(rng.integers(1, 5, size=rng.integers(1, 4)))
    return {"x": rng.normal(scale=3.0, size=shape)}
