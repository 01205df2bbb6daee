"""The confusion matrix: how often each class is taken for each.

With a row for each truth and a column for each answer,

    M_ct = sum_i [y_i = c] [a_i = t]                                                       (1)

The diagonal holds the right answers, a row's sum is how often its class occurs, a column's sum
how often it is answered. All counts of hits and misses come from here.

Source: Sokolova & Lapalme 2009, "A systematic analysis of performance measures for classification
tasks"; rows are truths, as there.
"""

import numpy as np

from netwright.reference._arrays import Whole, count, whole


def forward(labels: Whole, answers: Whole, *, classes: int) -> Whole:
    """Count the pairs of truth and answer: equation (1).

    Args:
        labels: (n,), from 0 to k - 1.
        answers: (n,), from 0 to k - 1.
        classes: k, 1 or more.

    Returns:
        (k, k) counts, a row for each truth; they sum to n.

    Raises:
        ValueError: if the shapes differ, there are no rows, or a number is none of 0 to k - 1.

    Example:
        >>> forward(np.array([0, 0, 1]), np.array([0, 1, 1]), classes=2)
        array([[1, 1],
               [0, 1]])
    """
    k = count("classes", classes)
    labels = whole("labels", labels, "n", below=k)
    answers = whole("answers", answers, len(labels), below=k)
    of_truth = labels[:, np.newaxis] == np.arange(k)
    of_answer = answers[:, np.newaxis] == np.arange(k)
    matrix: Whole = of_truth.T.astype(np.int64) @ of_answer.astype(np.int64)  # (1)
    return matrix


def example(rng: np.random.Generator) -> dict[str, Whole | int]:
    """Arguments of ``forward`` for one random case."""
    n, k = rng.integers(1, 12), int(rng.integers(2, 5))
    return {"labels": rng.integers(0, k, n), "answers": rng.integers(0, k, n), "classes": k}
