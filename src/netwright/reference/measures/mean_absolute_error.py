"""Mean absolute error: how far off predictions are, in the unit of the target.

    MAE = (1 / n) sum_i |p_i - y_i|                                                        (1)

Of all constants, the median of y has the least. A single wild row weighs less here than in the
squares of ``mean_squared_error``.

Source: Willmott & Matsuura 2005, "Advantages of the mean absolute error (MAE) over the root mean
square error (RMSE)".
"""

import numpy as np

from netwright.reference._arrays import Array, real


def forward(predicted: Array, targets: Array) -> float:
    """The mean distance of predictions from targets: equation (1).

    Args:
        predicted: (n,), the target's unit.
        targets: (n,), any unit.

    Returns:
        In the target's unit, 0 or more.

    Raises:
        ValueError: if the shapes differ, there are no rows, or a number is not finite.

    Example:
        >>> forward(np.array([1.0, 5.0]), np.array([2.0, 2.0]))
        2.0
    """
    predicted = real("predicted", predicted, "n")
    targets = real("targets", targets, len(predicted))
    return float(np.abs(predicted - targets).mean())  # (1)


def example(rng: np.random.Generator) -> dict[str, Array]:
    """Arguments of ``forward`` for one random case."""
    n = rng.integers(1, 12)
    return {"predicted": rng.normal(size=n), "targets": rng.normal(size=n)}
