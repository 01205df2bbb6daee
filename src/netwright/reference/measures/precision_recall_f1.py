"""Precision, recall and F1: of each class, and their plain means over classes.

Of the answers "c", TP_c are right and FP_c are wrong; of the rows of class c, FN_c are missed:

    TP_c = M_cc,   FP_c = sum_t M_tc - M_cc,   FN_c = sum_t M_ct - M_cc                    (1)
    precision_c = TP_c / (TP_c + FP_c)    what share of the answers c is right             (2)
    recall_c    = TP_c / (TP_c + FN_c)    what share of the rows c is found                (3)
    F1_c        = 2 TP_c / (2 TP_c + FP_c + FN_c)    their harmonic mean                   (4)
    macro       = (1 / k) sum_c (each of the three)                                        (5)

M is the confusion matrix. A share of nothing counts as 0: the precision of a class that is never
answered, the recall of one that never occurs. The macro mean gives a rare class the weight of a
common one; the F1 in (5) is the mean of the classes' F1, not the F1 of the means.

Source: van Rijsbergen 1979, "Information Retrieval", chapter 7; Sokolova & Lapalme 2009, "A
systematic analysis of performance measures for classification tasks", table 3, for (5).
"""

import numpy as np

from netwright.reference._arrays import Array, Whole
from netwright.reference.measures import confusion_matrix


def forward(labels: Whole, answers: Whole, *, classes: int) -> dict[str, Array | float]:
    """How right and how complete the answers are, class by class: equations (1) to (5).

    Args:
        labels: (n,), from 0 to k - 1.
        answers: (n,), from 0 to k - 1.
        classes: k, 1 or more.

    Returns:
        "support" (k,), rows of each class; "precision", "recall", "f1": (k,), from 0 to 1; and
        "macro_precision", "macro_recall", "macro_f1", their means over all k classes.

    Raises:
        ValueError: if the shapes differ, there are no rows, or a number is none of 0 to k - 1.

    Example:
        >>> found = forward(np.array([0, 0, 1]), np.array([0, 1, 1]), classes=2)
        >>> found["precision"], found["recall"], found["macro_recall"]
        (array([1. , 0.5]), array([0.5, 1. ]), 0.75)
    """
    matrix = confusion_matrix.forward(labels, answers, classes=classes)
    hits = np.diag(matrix)  # (1)
    false_alarms = matrix.sum(axis=0) - hits  # (1)
    missed = matrix.sum(axis=1) - hits  # (1)
    precision = _share(hits, hits + false_alarms)  # (2)
    recall = _share(hits, hits + missed)  # (3)
    f1 = _share(2 * hits, 2 * hits + false_alarms + missed)  # (4)
    return {
        "support": (hits + missed).astype(np.float64),
        "precision": precision,
        "recall": recall,
        "f1": f1,
        "macro_precision": float(precision.mean()),  # (5)
        "macro_recall": float(recall.mean()),  # (5)
        "macro_f1": float(f1.mean()),  # (5)
    }


def example(rng: np.random.Generator) -> dict[str, Whole | int]:
    """Arguments of ``forward`` for one random case."""
    n, k = rng.integers(1, 12), int(rng.integers(2, 5))
    return {"labels": rng.integers(0, k, n), "answers": rng.integers(0, k, n), "classes": k}


def _share(part: Whole, of: Whole) -> Array:
    return part / np.maximum(of, 1)  # a part is 0 where it is of nothing
