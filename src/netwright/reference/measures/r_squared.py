"""R squared: the share of the targets' spread that predictions explain.

    mean y = (1 / n) sum_i y_i                                                             (1)
    R^2    = 1 - sum_i (p_i - y_i)^2 / sum_i (y_i - mean y)^2                              (2)

1 where every prediction is right, 0 for the mean of these targets, below 0 for worse than that.
Targets that are all equal have no spread to explain: R^2 is 0 there by convention.

Source: Kvalseth 1985, "Cautionary note about R^2", which sets this form beside seven others.
"""

import numpy as np

from netwright.reference._arrays import Array, real


def forward(predicted: Array, targets: Array) -> float:
    """The share of the spread explained: equations (1) and (2).

    Args:
        predicted: (n,), the target's unit.
        targets: (n,), any unit.

    Returns:
        At most 1, no unit; 0 where all targets are equal.

    Raises:
        ValueError: if the shapes differ, there are no rows, or a number is not finite.

    Example:
        >>> forward(np.array([1.0, 2.0, 2.0]), np.array([1.0, 2.0, 3.0]))
        0.5
    """
    predicted = real("predicted", predicted, "n")
    targets = real("targets", targets, len(predicted))
    if (targets == targets[0]).all():
        return 0.0
    spread = ((targets - targets.mean()) ** 2).sum()  # (1)
    return float(1 - ((predicted - targets) ** 2).sum() / spread)  # (2)


def example(rng: np.random.Generator) -> dict[str, Array]:
    """Arguments of ``forward`` for one random case."""
    n = rng.integers(1, 12)
    return {"predicted": rng.normal(size=n), "targets": rng.normal(size=n)}
