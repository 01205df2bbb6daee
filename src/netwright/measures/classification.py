"""Measures of classification, from log-odds and labels of a whole split, in NumPy.

    probability   p_ic = exp(z_ic) / sum_j exp(z_ij)                                    (1)
    accuracy      share of rows whose largest z is at the label                         (2)
    log loss      -mean_i log p_i,label(i), in nats                                     (3)
    precision_c   TP_c / (TP_c + FP_c);  recall_c = TP_c / (TP_c + FN_c);
    F1_c          2 TP_c / (2 TP_c + FP_c + FN_c); the plain mean over classes is shown (4)
    balanced      mean_c recall_c over the classes that occur                           (5)
    calibration   sum_b n_b / n |accuracy_b - confidence_b|, 15 equal bins              (6)

A precision without any such answer, or a recall without any such label, counts as 0.
Standard errors: of a share, sqrt(p (1 - p) / n) with two successes and two failures added (Agresti
& Coull 1998), so that 100 % of 40 is not shown as certain; of a mean, s / sqrt(n).
Source: Guo et al. 2017, arXiv:1706.04599, for (6).
"""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from netwright.contracts import Score

Floats = NDArray[np.floating]
Labels = NDArray[np.int64]
BINS = 15


def log_probabilities(logits: Floats) -> NDArray[np.float64]:
    """Logarithms of (1), without overflow: float (n, k) -> float64 (n, k), each at most 0."""
    z = logits.astype(np.float64)
    z = z - z.max(axis=1, keepdims=True)
    return np.asarray(z - np.log(np.exp(z).sum(axis=1, keepdims=True)))


def share_score(right: float, count: int) -> Score:
    """A share of ``count`` rows with its standard error."""
    shrunk = (right * count + 2) / (count + 4)
    return Score(right, math.sqrt(shrunk * (1 - shrunk) / (count + 4)))


def mean_score(values: Floats) -> Score:
    """A mean with its standard error; None for a single value."""
    error = float(values.std(ddof=1)) / math.sqrt(len(values)) if len(values) > 1 else None
    return Score(float(values.mean()), error)


def confusion(labels: Labels, answers: Labels, classes: int) -> NDArray[np.int64]:
    """Count pairs of truth and answer.

    Args:
        labels: (n,), from 0 to k - 1.
        answers: (n,), from 0 to k - 1.
        classes: k.

    Returns:
        int64 (k, k), a row for each truth.

    Example:
        >>> confusion(np.array([0, 0, 1]), np.array([0, 1, 1]), 2).tolist()
        [[1, 1], [0, 1]]
    """
    flat = np.bincount(labels * classes + answers, minlength=classes * classes)
    return flat.reshape(classes, classes).astype(np.int64)


def per_class(matrix: NDArray[np.int64]) -> dict[str, NDArray[np.float64]]:
    """Support, precision, recall and F1 of each class, equation (4).

    Args:
        matrix: (k, k) counts, a row for each truth.

    Returns:
        "support", "precision", "recall", "f1": float64 (k,) each, from 0 to 1 but the first.
    """
    hits = np.diag(matrix).astype(np.float64)
    support, answered = matrix.sum(axis=1).astype(np.float64), matrix.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        precision = np.where(answered > 0, hits / answered, 0.0)
        recall = np.where(support > 0, hits / support, 0.0)
        both = support + answered
        f1 = np.where(both > 0, 2 * hits / both, 0.0)
    return {"support": support, "precision": precision, "recall": recall, "f1": f1}


def calibration(logits: Floats, labels: Labels) -> list[tuple[float, float, int]]:
    """Mean confidence, accuracy and count of each bin of confidence that is not empty."""
    logs = log_probabilities(logits)
    confidence, right = np.exp(logs.max(axis=1)), logs.argmax(axis=1) == labels
    bins = np.minimum((confidence * BINS).astype(np.int64), BINS - 1)
    rows = []
    for number in range(BINS):
        inside = bins == number
        if inside.any():
            mean, share = float(confidence[inside].mean()), float(right[inside].mean())
            rows.append((mean, share, int(inside.sum())))
    return rows


def classification_measures(logits: Floats, labels: Labels) -> dict[str, Score]:
    """Every measure of a split.

    Args:
        logits: (n, k), no unit; n at least 1.
        labels: (n,), from 0 to k - 1.

    Returns:
        accuracy, balanced_accuracy, precision, recall, f1, log_loss, calibration_error, and auc
        where there are two classes and both occur.
    """
    logs = log_probabilities(logits)
    count, classes = logs.shape
    answers = logs.argmax(axis=1)
    table = per_class(confusion(labels, answers, classes))
    seen = table["support"] > 0
    recalls = table["recall"][seen]
    spread = recalls * (1 - recalls) / np.maximum(table["support"][seen], 1)
    losses = -logs[np.arange(count), labels]
    scores = {
        "accuracy": share_score(float((answers == labels).mean()), count),
        "balanced_accuracy": Score(
            float(recalls.mean()), float(np.sqrt(spread.sum()) / len(recalls))
        ),
        "precision": Score(float(table["precision"].mean())),
        "recall": Score(float(table["recall"].mean())),
        "f1": Score(float(table["f1"].mean())),
        "log_loss": mean_score(losses),
        "calibration_error": Score(
            sum(n / count * abs(share - sure) for sure, share, n in calibration(logits, labels))
        ),
    }
    if classes == 2 and 0 < labels.sum() < count:
        scores["auc"] = auc(logs[:, 1] - logs[:, 0], labels)
    return scores


def auc(scores: Floats, labels: Labels) -> Score:
    """Area under the ROC curve: the share of (1, 0) pairs in the right order, ties half.

    Args:
        scores: (n,), larger for label 1.
        labels: (n,), 0 or 1, both occurring.

    Returns:
        The area, with the standard error of Hanley & McNeil 1982.
    """
    _, inverse, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    ranks = (ends - (counts - 1) / 2)[inverse]  # mean rank of each tied group, from 1
    ones = int(labels.sum())
    zeros = len(labels) - ones
    area = (float(ranks[labels == 1].sum()) - ones * (ones + 1) / 2) / (ones * zeros)
    q1, q2 = area / (2 - area), 2 * area**2 / (1 + area)
    variance = area * (1 - area) + (ones - 1) * (q1 - area**2) + (zeros - 1) * (q2 - area**2)
    return Score(area, math.sqrt(max(variance, 0.0) / (ones * zeros)))


def majority(train: Labels, labels: Labels, classes: int) -> dict[str, float]:
    """The measures of the predictor that always gives the training shares of the classes.

    Args:
        train: labels of the training split.
        labels: labels of the split that is scored.
        classes: how many classes there are.

    Returns:
        measure -> value.
    """
    shares = (np.bincount(train, minlength=classes) + 1e-9) / len(train)
    logits = np.log(np.broadcast_to(shares, (len(labels), classes)))
    return {name: score.value for name, score in classification_measures(logits, labels).items()}


def names_of(classes: Sequence[str], answers: Labels) -> list[str]:
    """Class names of answers."""
    return [classes[answer] for answer in answers.tolist()]
