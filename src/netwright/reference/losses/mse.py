"""Mean squared error of predictions p against targets t.

    L       = mean_i (p_i - t_i)^2                                                         (1)
    dL/dp_i = 2 (p_i - t_i) / n                                                            (2)

The constant prediction that makes it smallest is the mean of the targets; an error twice as large
costs four times as much.

Source: Goodfellow, Bengio & Courville 2016, "Deep Learning", section 5.1.4.
"""

from dataclasses import dataclass

import numpy as np

from netwright.reference._arrays import Array, real

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
    """Mean of the squared errors: equation (1).

    Args:
        predictions: (n,), unit of the targets.
        targets: (n,), any unit.

    Returns:
        The loss, 0 or more, in the squared unit, and what ``backward`` will ask for.

    Raises:
        ValueError: if the shapes differ, or something is empty or not finite.

    Example:
        >>> forward(np.array([1.0, 5.0]), np.array([2.0, 2.0]))[0]
        5.0
    """
    predictions = real("predictions", predictions, "n")
    targets = real("targets", targets, *predictions.shape)
    errors = predictions - targets
    return float((errors**2).mean()), Saved(errors)  # (1)


def backward(dy: float, saved: Saved) -> Grads:
    """Carry dL/dy, a number, back through (1); a ``ValueError`` if it is an array."""
    dy = float(real("dy", dy))
    return Grads(predictions=dy * 2 * saved.errors / saved.errors.size)  # (2)


def example(rng: np.random.Generator) -> dict[str, Array]:
    """Arguments of ``forward`` for one random case."""
    n = int(rng.integers(1, 9))
    return {"predictions": rng.normal(size=n), "targets": rng.normal(size=n)}
