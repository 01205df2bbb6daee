"""Balanced accuracy: the mean recall of the classes that occur.

With n_c rows of class c, and S the classes with n_c > 0,

    recall_c = (1 / n_c) sum_{i: y_i = c} [a_i = c]                                        (1)
    balanced = (1 / |S|) sum_{c in S} recall_c                                             (2)

A predictor that always gives the same answer comes to 1 / |S| at most, however common that class
is. Where all classes are of one size it is the accuracy.

Source: Brodersen, Ong, Stephan & Buhmann 2010, "The balanced accuracy and its posterior
distribution", for two classes.
"""

import numpy as np

from netwright.reference._arrays import Whole, whole


def forward(labels: Whole, answers: Whole) -> float:
    """The mean over the classes that occur of the share found: equations (1) and (2).

    Args:
        labels: (n,), whole numbers from 0 on.
        answers: (n,), whole numbers from 0 on.

    Returns:
        From 0 to 1.

    Raises:
        ValueError: if the shapes differ, there are no rows, or one is not a whole number.

    Example:
        >>> forward(np.array([0, 0, 0, 1]), np.array([0, 0, 0, 0]))
        0.5
    """
    labels = whole("labels", labels, "n")
    answers = whole("answers", answers, len(labels))
    recalls = [(answers[labels == c] == c).mean() for c in np.unique(labels)]  # (1)
    return float(np.mean(recalls))  # (2)


def example(rng: np.random.Generator) -> dict[str, Whole]:
    """Arguments of ``forward`` for one random case."""
    n = rng.integers(1, 12)
    return {"labels": rng.integers(0, 3, n), "answers": rng.integers(0, 3, n)}
