"""Mean squared error, and its root in the unit of the target.

    MSE  = (1 / n) sum_i (p_i - y_i)^2                                                     (1)
    RMSE = sqrt(MSE)                                                                       (2)

Of all constants, the mean of y has the least. RMSE is at least the mean absolute error, and
equal to it where all errors are of one size.

Source: Hastie, Tibshirani & Friedman 2009, "The Elements of Statistical Learning", section 2.4.
"""

import math

import numpy as np

from netwright.reference._arrays import Array, real


def forward(predicted: Array, targets: Array) -> dict[str, float]:
    """The mean square of the errors and its root: equations (1) and (2).

    Args:
        predicted: (n,), the target's unit.
        targets: (n,), any unit.

    Returns:
        "mse" in the target's unit squared and "rmse" in its unit, both 0 or more.

    Raises:
        ValueError: if the shapes differ, there are no rows, or a number is not finite.

    Example:
        >>> forward(np.array([3.0, 2.0, 1.0, 4.0]), np.array([1.0, 2.0, 1.0, 4.0]))
        {'mse': 1.0, 'rmse': 1.0}
    """
    predicted = real("predicted", predicted, "n")
    targets = real("targets", targets, len(predicted))
    mse = float(((predicted - targets) ** 2).mean())  # (1)
    return {"mse": mse, "rmse": math.sqrt(mse)}  # (2)


def example(rng: np.random.Generator) -> dict[str, Array]:
    """Arguments of ``forward`` for one random case."""
    n = rng.integers(1, 12)
    return {"predicted": rng.normal(size=n), "targets": rng.normal(size=n)}
