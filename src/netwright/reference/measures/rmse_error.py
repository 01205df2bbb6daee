"""The standard error of a root mean squared error, by the delta method.

    error of MSE  = the standard error of the mean of (p_i - y_i)^2                        (1)
    error of RMSE = error of MSE / (2 RMSE)                                                (2)

since a small change of a square moves its root by 1 / (2 root) of that. Where every prediction is
right both are 0.

Source: Casella & Berger 2002, "Statistical Inference", theorem 5.5.24 (the delta method).
"""

import numpy as np

from netwright.reference._arrays import Array, real
from netwright.reference.measures import mean_error


def forward(predicted: Array, targets: Array) -> float:
    """How far chance may move the RMSE: equations (1) and (2).

    Args:
        predicted: (n,), the target's unit; n at least 2.
        targets: (n,), any unit.

    Returns:
        One standard error, in the target's unit.

    Raises:
        ValueError: if the shapes differ, there are fewer than 2 rows, or a number is not finite.

    Example:
        >>> round(forward(np.array([1.0, 7.0]), np.zeros(2)), 6)  # squares 1 and 49, RMSE 5
        2.4
    """
    predicted = real("predicted", predicted, "n")
    targets = real("targets", targets, len(predicted))
    squares = (predicted - targets) ** 2
    error = mean_error.forward(squares)  # (1)
    rmse = float(np.sqrt(squares.mean()))
    return error / (2 * rmse) if rmse > 0 else 0.0  # (2)


def example(rng: np.random.Generator) -> dict[str, Array]:
    """Arguments of ``forward`` for one random case."""
    n = rng.integers(2, 12)
    return {"predicted": rng.normal(size=n), "targets": rng.normal(size=n)}
