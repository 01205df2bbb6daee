"""Mean absolute error of predictions p against targets t.

    L       = mean_i |p_i - t_i|                                                           (1)
    dL/dp_i = sign(p_i - t_i) / n                                                          (2)

The constant prediction that makes it smallest is the median of the targets, so a few wild targets
move it little. At an error of exactly 0 there is no slope; (2) takes sign(0) = 0.

Source: Bishop 2006, "Pattern Recognition and Machine Learning", section 1.5.5.
"""

from dataclasses import dataclass

import numpy as np

from netwright.reference._arrays import Array, away_from, real

CONSTANTS = ("targets",)  # the answers that are known: nothing is learned through them


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``."""

    errors: Array  # (n,), unit of the targets


@dataclass(frozen=True, slots=True)
class Grads:
    """dL/d(predictions), shaped like them."""

    predictions: Array


def forward(predictions: Array, targets: Array) -> tuple[float, Saved]:
    """Mean of the errors' sizes: equation (1).

    Args:
        predictions: (n,), unit of the targets.
        targets: (n,), any unit.

    Returns:
        The loss, 0 or more, in the unit of the targets, and what ``backward`` will ask for.

    Raises:
        ValueError: if the shapes differ, or something is empty or not finite.

    Example:
        >>> forward(np.array([1.0, 5.0]), np.array([2.0, 2.0]))[0]
        2.0
    """
    predictions = real("predictions", predictions, "n")
    targets = real("targets", targets, *predictions.shape)
    errors = predictions - targets
    return float(np.abs(errors).mean()), Saved(errors)  # (1)


def backward(dy: float, saved: Saved) -> Grads:
    """Carry dL/dy, a number, back through (1); a ``ValueError`` if it is an array."""
    dy = float(real("dy", dy))
    return Grads(predictions=dy * np.sign(saved.errors) / saved.errors.size)  # (2)


def example(rng: np.random.Generator) -> dict[str, Array]:
    """Arguments of ``forward`` for one random case, no error near the bend at 0."""
    targets = rng.normal(size=rng.integers(1, 9))
    errors = away_from(rng.normal(size=targets.shape), 0.0)
    return {"predictions": targets + errors, "targets": targets}
