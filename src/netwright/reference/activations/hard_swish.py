"""The hard swish, forward and backward: ``silu`` with a gate of straight lines.

    y = x g,   g = min(max(0, x + 3), 6) / 6                                               (1)
    dL/dx = dL/dy (g + x / 6)   where -3 < x < 3                                           (2)
    dL/dx = dL/dy g             elsewhere                                                  (3)

g is ``relu6`` moved and scaled: 0 up to -3, 1 from 3 on. No exponential is needed. At -3 and at 3
the slope jumps. The lowest value is -0.375, at x = -1.5.

Source: Howard et al. 2019, arXiv:1905.02244, section 5.2.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from netwright.reference._arrays import Array, away_from, real

REACH = 3.0  # from 0 to where the gate is shut, and to where it is open


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``."""

    x: Array
    gate: Array  # shape of x, from 0 to 1
    between: NDArray[np.bool_]  # shape of x


@dataclass(frozen=True, slots=True)
class Grads:
    """dL/d(each input of ``forward``), shaped like that input."""

    x: Array


def forward(x: Array) -> tuple[Array, Saved]:
    """Weigh every number by a gate that opens from -3 to 3: equation (1).

    Args:
        x: any shape, no unit.

    Returns:
        y of x's shape, -0.375 or more, and what ``backward`` will ask for.

    Raises:
        ValueError: if x is empty or not finite.

    Example:
        >>> forward(np.array([-1.5, 1.5, 6.0]))[0]
        array([-0.375,  1.125,  6.   ])
    """
    x = real("x", x, ...)
    gate = np.clip(x + REACH, 0.0, 2 * REACH) / (2 * REACH)
    return x * gate, Saved(x, gate, np.abs(x) < REACH)  # (1)


def backward(dy: Array, saved: Saved) -> Grads:
    """Carry dL/dy, shaped like x, back through (1); a ``ValueError`` if it has another shape."""
    dy = real("dy", dy, *saved.x.shape)
    inside = np.where(saved.between, saved.x / (2 * REACH), 0.0)
    return Grads(x=dy * (saved.gate + inside))  # (2), (3)


def example(rng: np.random.Generator) -> dict[str, Array]:
    """Arguments of ``forward`` for one random case."""
    shape = tuple(rng.integers(1, 5, size=rng.integers(1, 4)))
    return {"x": away_from(rng.normal(scale=3.0, size=shape), -REACH, REACH)}
