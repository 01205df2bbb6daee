"""The L2 penalty: half the sum of the squared weights, added to the loss.

    P       = (s / 2) sum_i w_i^2                                                          (1)
    dP/dw_i = s w_i                                                                        (2)

A step of plain gradient descent at the rate a then multiplies every weight by 1 - a s: weight
decay. Courses that write lambda / (2 m) for m examples mean s = lambda / m.

Source: Krogh & Hertz 1991, "A simple weight decay can improve generalization", Advances in Neural
Information Processing Systems 4.
"""

from dataclasses import dataclass

import numpy as np

from netwright.reference._arrays import Array, not_negative, real


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``."""

    weights: Array  # any shape
    strength: float


@dataclass(frozen=True, slots=True)
class Grads:
    """dP/d(weights), shaped like them."""

    weights: Array


def forward(weights: Array, *, strength: float) -> tuple[float, Saved]:
    """Penalty on the weights of one layer: equation (1).

    Args:
        weights: any shape, any unit.
        strength: s, twice the loss that a weight of 1 costs; 0 or more.

    Returns:
        The penalty, 0 or more, in the unit of the loss, and what ``backward`` will ask for.

    Raises:
        ValueError: if weights are empty or not finite, or strength is negative or not finite.

    Example:
        >>> forward(np.array([[1.0, -2.0], [0.0, 3.0]]), strength=0.5)[0]
        3.5
    """
    weights = real("weights", weights, ...)
    strength = not_negative("strength", strength)
    return float(strength / 2 * (weights**2).sum()), Saved(weights, strength)  # (1)


def backward(dy: float, saved: Saved) -> Grads:
    """Carry dL/dy, a number, back through (1); a ``ValueError`` if it is an array."""
    dy = float(real("dy", dy))
    return Grads(weights=dy * saved.strength * saved.weights)  # (2)


def example(rng: np.random.Generator) -> dict[str, Array | float]:
    """Arguments of ``forward`` for one random case."""
    shape = tuple(rng.integers(1, 5, size=rng.integers(1, 4)))
    return {"weights": rng.normal(size=shape), "strength": float(rng.uniform(0.0, 2.0))}
