"""Expected calibration error: how far confidences are from the shares of right answers.

With n_b of n rows in bin b (see ``calibration_bins``),

    ECE = sum_b (n_b / n) |accuracy_b - confidence_b|                                      (1)

From 0 to 1. Chance alone makes it larger than 0, the more so the fewer rows there are to a bin;
and it says nothing of how many answers are right.

Source: Naeini, Cooper & Hauskrecht 2015, "Obtaining well calibrated probabilities using Bayesian
binning"; Guo, Pleiss, Sun & Weinberger 2017, arXiv:1706.04599, equation (3).
"""

import numpy as np

from netwright.reference._arrays import Array, Whole
from netwright.reference.measures import calibration_bins


def forward(logits: Array, labels: Whole, *, bins: int = 15) -> float:
    """The mean gap between confidence and accuracy over bins: equation (1).

    Args:
        logits: (n, k), no unit.
        labels: (n,), from 0 to k - 1.
        bins: B, 1 or more, of equal width.

    Returns:
        From 0 to 1.

    Raises:
        ValueError: if the shapes disagree, something is empty or not finite, a label is none of 0
            to k - 1, or bins is not a whole number from 1 on.

    Example:
        >>> forward(np.zeros((4, 2)), np.array([0, 0, 0, 1]))  # half sure, right 3 times of 4
        0.25
    """
    table = calibration_bins.forward(logits, labels, bins=bins)
    n = sum(rows for _, _, rows in table)
    return sum(rows / n * abs(accuracy - sure) for sure, accuracy, rows in table)  # (1)


def example(rng: np.random.Generator) -> dict[str, Array | Whole | int]:
    """Arguments of ``forward`` for one random case."""
    return calibration_bins.example(rng)
