"""Scores of answers that are sets of labels: how often all, or how many, of them are right.

The answer to label j of example i is a_ij = [z_ij > 0], a probability above a half; the truth is
t_ij, 0 or 1:

    exact_match    = mean_i [a_ij = t_ij for all j]      the whole set is right            (1)
    label_accuracy = mean_ij [a_ij = t_ij]               1 minus the Hamming loss          (2)
    precision_j    = TP_j / (TP_j + FP_j)                                                  (3)
    recall_j       = TP_j / (TP_j + FN_j)                                                  (4)
    F1_j           = 2 TP_j / (2 TP_j + FP_j + FN_j)     shown: the plain mean over labels (5)
    micro_F1       = (5) with TP, FP and FN summed over the labels first                   (6)
    log_loss       = -mean_ij log of the probability of t_ij, in nats                      (7)

A share of nothing counts as 0. Where most labels are rare, (2) is high for "none of them": look at
the F1.

Source: Zhang & Zhou 2014, "A review on multi-label learning algorithms", section 2.2.
"""

import numpy as np

from netwright.reference._arrays import Array, Whole, real, whole


def forward(logits: Array, labels: Whole) -> dict[str, float]:
    """Every score of a set of answers: equations (1) to (7).

    Args:
        logits: (n, l), log-odds of each label, no unit.
        labels: (n, l), 1 where the example has the label, else 0.

    Returns:
        "exact_match", "label_accuracy", "precision", "recall", "f1", "micro_f1", from 0 to 1, and
        "log_loss", in nats a label.

    Raises:
        ValueError: if the shapes differ, something is empty or not finite, or a label is neither 0
            nor 1.

    Example:
        >>> found = forward(np.array([[1.0, -1.0], [1.0, 1.0]]), np.array([[1, 0], [1, 0]]))
        >>> found["exact_match"], found["label_accuracy"], found["f1"], found["micro_f1"]
        (0.5, 0.75, 0.5, 0.8)
    """
    logits = real("logits", logits, "n", "l")
    labels = whole("labels", labels, *logits.shape, below=2)
    answers = (logits > 0).astype(np.int64)
    right = answers == labels
    hits = (answers * labels).sum(axis=0)
    false_alarms, missed = answers.sum(axis=0) - hits, labels.sum(axis=0) - hits
    costs = np.where(labels == 1, np.logaddexp(0, -logits), np.logaddexp(0, logits))
    return {
        "exact_match": float(right.all(axis=1).mean()),  # (1)
        "label_accuracy": float(right.mean()),  # (2)
        "precision": float(_share(hits, hits + false_alarms).mean()),  # (3)
        "recall": float(_share(hits, hits + missed).mean()),  # (4)
        "f1": float(_share(2 * hits, 2 * hits + false_alarms + missed).mean()),  # (5)
        "micro_f1": float(
            _share(2 * hits.sum(), (2 * hits + false_alarms + missed).sum())  # (6)
        ),
        "log_loss": float(costs.mean()),  # (7)
    }


def example(rng: np.random.Generator) -> dict[str, Array | Whole]:
    """Arguments of ``forward`` for one random case."""
    n, labels = rng.integers(1, 9), rng.integers(1, 5)
    return {
        "logits": 2 * rng.normal(size=(n, labels)),
        "labels": rng.integers(0, 2, size=(n, labels)),
    }


def _share(part: Whole, of: Whole) -> Array:
    return part / np.maximum(of, 1)  # a part is 0 where it is of nothing
