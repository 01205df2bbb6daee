"""Measures of sets of labels, from log-odds and labels of a whole split, in NumPy.

    answer_ij       log-odds above 0, a probability above a half                            (1)
    exact_match     share of rows whose whole set is right                                  (2)
    label_accuracy  share of single answers that are right, 1 minus the Hamming loss        (3)
    precision, recall, f1   of each label, the plain mean over labels is shown              (4)
    micro_f1        2 TP / (2 TP + FP + FN) over all labels together                        (5)
    log_loss        mean_ij of -log the probability of the truth, in nats                   (6)

A share of nothing counts as 0. Standard errors: of (2) as of any share, of (3) and (6) from the
spread of the rows' means, since the labels of a row are not independent.
Source: Zhang & Zhou 2014, "A review on multi-label learning algorithms", section 2.2.
"""

import numpy as np
from numpy.typing import NDArray

from netwright.contracts import Score
from netwright.measures.classification import mean_score, share_score

Floats = NDArray[np.floating]
Labels = NDArray[np.integer]


def label_losses(logits: Floats, labels: Labels) -> NDArray[np.float64]:
    """Mean over labels of the nats in (6): float (n, l), 0 or 1 (n, l) -> float64 (n,)."""
    z = logits.astype(np.float64)
    return np.asarray(np.logaddexp(0, np.where(labels == 1, -z, z)).mean(axis=1))


def multi_label_measures(logits: Floats, labels: Labels) -> dict[str, Score]:
    """Every measure of a split.

    Args:
        logits: (n, l), no unit; n and l at least 1.
        labels: (n, l), 0 or 1.

    Returns:
        exact_match, label_accuracy, precision, recall, f1, micro_f1, log_loss.
    """
    answers = logits > 0  # (1)
    truth = labels == 1
    right = answers == truth
    hits = (answers & truth).sum(axis=0)
    answered, there = answers.sum(axis=0), truth.sum(axis=0)
    return {
        "exact_match": share_score(float(right.all(axis=1).mean()), len(right)),  # (2)
        "label_accuracy": mean_score(right.mean(axis=1)),  # (3)
        "precision": Score(float(_share(hits, answered).mean())),  # (4)
        "recall": Score(float(_share(hits, there).mean())),  # (4)
        "f1": Score(float(_share(2 * hits, answered + there).mean())),  # (4)
        "micro_f1": Score(float(_share(2 * hits.sum(), answered.sum() + there.sum()))),  # (5)
        "log_loss": mean_score(label_losses(logits, labels)),  # (6)
    }


def _share(part: NDArray[np.int64], of: NDArray[np.int64]) -> NDArray[np.float64]:
    return part / np.maximum(of, 1)  # a part is 0 where it is of nothing
