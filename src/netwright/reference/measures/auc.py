"""The area under the ROC curve, as what it means: pairs in the right order.

Over all pairs of a row of label 1 and a row of label 0, P N of them, a tie being half right:

    AUC = 1 / (P N) sum_{i: y_i = 1} sum_{j: y_j = 0} ([s_i > s_j] + [s_i = s_j] / 2)      (1)

0.5 for scores that know nothing, 1 where all ones are above all zeros; the same for any scores of
the same order. All pairs cost O(P N); by ranks it is O(n log n). How far chance may move it:
``auc_error``.

Source: Hanley & McNeil 1982, "The meaning and use of the area under a receiver operating
characteristic (ROC) curve"; Mann & Whitney 1947 for the statistic.
"""

import numpy as np

from netwright.reference._arrays import Array, Whole, real
from netwright.reference.measures import roc
from netwright.reference.measures._binary import binary


def forward(scores: Array, labels: Whole) -> float:
    """The share of pairs of 1 and 0 in the right order, ties half: equation (1).

    Args:
        scores: (n,), larger for label 1, any unit.
        labels: (n,), 0 or 1, both occurring.

    Returns:
        From 0 to 1.

    Raises:
        ValueError: if the shapes differ, something is empty or not finite, or the labels are not
            0 and 1, some of each.

    Example:
        >>> forward(np.array([3.0, 2.0, 2.0, 1.0]), np.array([1, 0, 1, 0]))  # 3.5 of 4 pairs
        0.875
    """
    scores = real("scores", scores, "n")
    labels = binary("labels", labels, len(scores))
    ones, zeros = scores[labels == 1], scores[labels == 0]
    right = ones[:, np.newaxis] > zeros  # (1)
    tied = ones[:, np.newaxis] == zeros  # (1)
    return float((right + tied / 2).mean())  # (1)


def example(rng: np.random.Generator) -> dict[str, Array | Whole]:
    """Arguments of ``forward`` for one random case, often with ties."""
    return roc.example(rng)
