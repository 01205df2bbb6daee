"""The standard error of R squared, for given targets.

With the spread of the targets taken as it is, only the mean squared error is left to chance:

    error of MSE = the standard error of the mean of (p_i - y_i)^2                         (1)
    error of R^2 = error of MSE / ((1 / n) sum_i (y_i - mean y)^2)                         (2)

Other targets would move the spread too: then the true error is larger.

Source: R^2 = 1 - MSE / spread, and the rule for a constant factor; netwright's own.
"""

import numpy as np

from netwright.reference._arrays import Array, real
from netwright.reference.measures import mean_error


def forward(predicted: Array, targets: Array) -> float:
    """How far chance may move R squared: equations (1) and (2).

    Args:
        predicted: (n,), the target's unit; n at least 2.
        targets: (n,), any unit, not all equal.

    Returns:
        One standard error, no unit.

    Raises:
        ValueError: if the shapes differ, there are fewer than 2 rows, a number is not finite, or
            all targets are equal.

    Example:
        >>> forward(np.array([0.0, 4.0]), np.array([0.0, 2.0]))  # squares 0 and 4, spread 1
        2.0
    """
    predicted = real("predicted", predicted, "n")
    targets = real("targets", targets, len(predicted))
    error = mean_error.forward((predicted - targets) ** 2)  # (1)
    if (targets == targets[0]).all():
        raise ValueError(f"targets must differ, to have a spread; got only {targets[0]}")
    return error / float(targets.var())  # (2)


def example(rng: np.random.Generator) -> dict[str, Array]:
    """Arguments of ``forward`` for one random case."""
    n = rng.integers(2, 12)
    return {"predicted": rng.normal(size=n), "targets": rng.normal(size=n)}
