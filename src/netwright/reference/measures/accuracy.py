"""Accuracy: the share of right answers.

For n rows with labels y and answers a, where [true] is 1 and [false] is 0,

    accuracy = (1 / n) sum_i [a_i = y_i]                                                   (1)

From 0 to 1. The answer is commonly the class of the largest logit. Where classes are of
unequal size, a predictor that ignores its input may come high: see ``balanced_accuracy`` and
``majority_baseline``. How far chance may move it: ``share_error``.

Source: Hastie, Tibshirani & Friedman 2009, "The Elements of Statistical Learning", section 7.2;
it is 1 minus the mean 0-1 loss there.
"""

import numpy as np

from netwright.reference._arrays import Whole, whole


def forward(labels: Whole, answers: Whole) -> float:
    """The share of rows whose answer is the label: equation (1).

    Args:
        labels: (n,), whole numbers from 0 on.
        answers: (n,), whole numbers from 0 on.

    Returns:
        From 0 to 1.

    Raises:
        ValueError: if the shapes differ, there are no rows, or one is not a whole number.

    Example:
        >>> forward(np.array([0, 1, 2, 2]), np.array([0, 1, 1, 2]))
        0.75
    """
    labels = whole("labels", labels, "n")
    answers = whole("answers", answers, len(labels))
    return float((answers == labels).mean())  # (1)


def example(rng: np.random.Generator) -> dict[str, Whole]:
    """Arguments of ``forward`` for one random case."""
    n = rng.integers(1, 12)
    return {"labels": rng.integers(0, 3, n), "answers": rng.integers(0, 3, n)}
