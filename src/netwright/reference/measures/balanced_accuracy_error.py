"""The standard error of the balanced accuracy, for given numbers of rows of each class.

The recall r_c of class c is a share of n_c rows, and the classes of S are judged on different
rows, so that variances add:

    variance of r_c = r_c (1 - r_c) / n_c                                                  (1)
    error           = sqrt(sum_{c in S} variance of r_c) / |S|                             (2)

It is 0 where every recall is 0 or 1: with few rows that is too sure (compare ``share_error``).

Source: the variance of a binomial share and of a mean of independent numbers; Brodersen, Ong,
Stephan & Buhmann 2010, "The balanced accuracy and its posterior distribution", for the setting.
"""

import numpy as np

from netwright.reference._arrays import Whole, whole


def forward(labels: Whole, answers: Whole) -> float:
    """How far chance may move the balanced accuracy: equations (1) and (2).

    Args:
        labels: (n,), whole numbers from 0 on.
        answers: (n,), whole numbers from 0 on.

    Returns:
        One standard error, from 0 to 0.5.

    Raises:
        ValueError: if the shapes differ, there are no rows, or one is not a whole number.

    Example:
        >>> forward(np.array([0, 0, 0, 0, 1]), np.array([0, 0, 1, 1, 1]))
        0.125
    """
    labels = whole("labels", labels, "n")
    answers = whole("answers", answers, len(labels))
    variances = []
    for c in np.unique(labels):
        right = answers[labels == c] == c
        recall = right.mean()
        variances.append(recall * (1 - recall) / len(right))  # (1)
    return float(np.sqrt(np.sum(variances)) / len(variances))  # (2)


def example(rng: np.random.Generator) -> dict[str, Whole]:
    """Arguments of ``forward`` for one random case."""
    n = rng.integers(1, 12)
    return {"labels": rng.integers(0, 3, n), "answers": rng.integers(0, 3, n)}
