"""The ROC curve: hits against false alarms, for every threshold.

A row counts as "1" where its score s is at or above the threshold t. With P rows of label 1 and N
of label 0,

    t      = infinity, then every score that occurs, from the largest down                 (1)
    TPR(t) = (1 / P) sum_{i: y_i = 1} [s_i >= t]    hits                                   (2)
    FPR(t) = (1 / N) sum_{i: y_i = 0} [s_i >= t]    false alarms                           (3)

The curve goes from (0, 0) up to (1, 1). Rows of one score come in together, so that a tie is one
straight piece of it. The area below it: ``auc``.

Source: Fawcett 2006, "An introduction to ROC analysis", algorithm 1 and section 5.
"""

import numpy as np

from netwright.reference._arrays import Array, Whole, real
from netwright.reference.measures._binary import binary


def forward(scores: Array, labels: Whole) -> tuple[Array, Array, Array]:
    """The corners of the curve: equations (1) to (3).

    Args:
        scores: (n,), larger for label 1, any unit.
        labels: (n,), 0 or 1, both occurring.

    Returns:
        Thresholds, from infinity down; false alarms and hits there, each a share that goes from 0
        up to 1. All (1 + number of different scores,).

    Raises:
        ValueError: if the shapes differ, something is empty or not finite, or the labels are not
            0 and 1, some of each.

    Example:
        >>> thresholds, fpr, tpr = forward(np.array([3.0, 2.0, 1.0]), np.array([1, 0, 1]))
        >>> fpr, tpr
        (array([0., 0., 1., 1.]), array([0. , 0.5, 0.5, 1. ]))
    """
    scores = real("scores", scores, "n")
    labels = binary("labels", labels, len(scores))
    thresholds = np.concatenate([[np.inf], np.unique(scores)[::-1]])  # (1)
    counted = scores >= thresholds[:, np.newaxis]  # a row for each threshold
    tpr: Array = counted[:, labels == 1].mean(axis=1)  # (2)
    fpr: Array = counted[:, labels == 0].mean(axis=1)  # (3)
    return thresholds, fpr, tpr


def example(rng: np.random.Generator) -> dict[str, Array | Whole]:
    """Arguments of ``forward`` for one random case, often with ties."""
    labels = rng.permutation([0, 1, *rng.integers(0, 2, rng.integers(0, 12))])
    scores = rng.normal(size=len(labels)) + labels
    return {"scores": np.round(scores, int(rng.integers(0, 3))), "labels": labels}
