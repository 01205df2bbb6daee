"""The L1 penalty: the sum of the weights' sizes, added to the loss.

    P       = s sum_i |w_i|                                                                (1)
    dP/dw_i = s sign(w_i)                                                                  (2)

The pull towards 0 is equally strong for a small weight, so many weights end at 0. At w_i = 0 there
is no slope; (2) takes sign(0) = 0.

Source: Tibshirani 1996, "Regression shrinkage and selection via the lasso", Journal of the Royal
Statistical Society B 58.
"""

from dataclasses import dataclass

import numpy as np

from netwright.reference._arrays import Array, away_from, not_negative, real


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
        strength: s, the loss that one unit of weight costs; 0 or more.

    Returns:
        The penalty, 0 or more, in the unit of the loss, and what ``backward`` will ask for.

    Raises:
        ValueError: if weights are empty or not finite, or strength is negative or not finite.

    Example:
        >>> forward(np.array([[1.0, -2.0], [0.0, 3.0]]), strength=0.5)[0]
        3.0
    """
    weights = real("weights", weights, ...)
    strength = not_negative("strength", strength)
    return float(strength * np.abs(weights).sum()), Saved(weights, strength)  # (1)


def backward(dy: float, saved: Saved) -> Grads:
    """Carry dL/dy, a number, back through (1); a ``ValueError`` if it is an array."""
    dy = float(real("dy", dy))
    return Grads(weights=dy * saved.strength * np.sign(saved.weights))  # (2)


def example(rng: np.random.Generator) -> dict[str, Array | float]:
    """Arguments of ``forward`` for one random case, no weight near the bend at 0."""
    shape = tuple(rng.integers(1, 5, size=rng.integers(1, 4)))
    weights = away_from(rng.normal(size=shape), 0.0)
    return {"weights": weights, "strength": float(rng.uniform(0.0, 2.0))}
