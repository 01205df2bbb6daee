"""Root mean squared error of logarithms: how far off predictions are as factors.

For targets that are all above 0,

    p_i       = the prediction, or the smallest target where it is 0 or less               (1)
    RMSE(log) = sqrt((1 / n) sum_i (log p_i - log y_i)^2)                                  (2)

It has no unit: twice too much costs as much as half too little, log 2, at any size. 0.1 is about
10 % off. Step (1) gives a prediction that has no logarithm one that is bad but finite.

Source: the common measure of prices and counts (without the +1 that allows for targets of 0);
step (1) is netwright's own.
"""

import numpy as np

from netwright.reference._arrays import Array, real


def forward(predicted: Array, targets: Array) -> float:
    """The root of the mean squared logarithm of ratios: equations (1) and (2).

    Args:
        predicted: (n,), the target's unit.
        targets: (n,), any unit, above 0.

    Returns:
        No unit, 0 or more.

    Raises:
        ValueError: if the shapes differ, there are no rows, a number is not finite, or a target
            is not above 0.

    Example:
        >>> round(forward(np.array([4.0, 1.0]), np.array([2.0, 2.0])), 6)  # log 2
        0.693147
    """
    predicted = real("predicted", predicted, "n")
    targets = real("targets", targets, len(predicted))
    least = targets.min()
    if least <= 0:
        raise ValueError(f"targets must have logarithms, so be above 0; got {least}")
    allowed = np.where(predicted > 0, predicted, least)  # (1)
    return float(np.sqrt(((np.log(allowed) - np.log(targets)) ** 2).mean()))  # (2)


def example(rng: np.random.Generator) -> dict[str, Array]:
    """Arguments of ``forward`` for one random case: some predictions have no logarithm."""
    targets = np.exp(rng.normal(size=rng.integers(1, 12)))
    return {"predicted": targets + rng.normal(size=len(targets)), "targets": targets}
