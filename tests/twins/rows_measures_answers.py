"""Measures of answers and rankings, beside scikit-learn and other ways of counting."""

import math
from fractions import Fraction

import numpy as np
import torch
from scipy import integrate, optimize, special
from sklearn import metrics

from netwright.reference.measures import (
    accuracy,
    auc,
    auc_error,
    average_precision,
    balanced_accuracy,
    balanced_accuracy_error,
    calibration_bins,
    calibration_error,
    confusion_matrix,
    detection_average_precision,
    equal_error_rate,
    log_loss,
    log_probabilities,
    mean_iou,
    precision_recall_f1,
    roc,
)
from twins.harness import by_value
from twins.measures_cases import BINS, by_fifteen, classed, pairs, pictures, ranked, row, split


def _error_by_integrals(area, ones, zeros):
    """Q1 and Q2 as integrals along the curve TPR = FPR^theta of exponential scores."""
    q1 = q2 = area
    if 0 < area < 1:
        theta = (1 - area) / area
        exact = {"epsabs": 1e-12, "epsrel": 1e-12}
        q1 = integrate.quad(lambda fpr: (fpr**theta) ** 2, 0, 1, **exact)[0]
        q2 = integrate.quad(lambda tpr: (1 - tpr ** (1 / theta)) ** 2, 0, 1, **exact)[0]
    parts = area * (1 - area), (ones - 1) * (q1 - area**2), (zeros - 1) * (q2 - area**2)
    return np.sqrt(max(sum(parts), 0) / ones / zeros)


def _recall_of_seen(labels, answers):
    seen = np.unique(labels)  # balanced_accuracy_score warns of answers that never occur
    return metrics.recall_score(labels, answers, labels=seen, average="macro", zero_division=0)


def _balanced_error(labels, answers):
    parts = [answers[labels == c] == c for c in np.unique(labels)]
    return math.hypot(*(np.std(part) / math.sqrt(len(part)) for part in parts)) / len(parts)


def _by_class(labels, answers, classes):
    given = {"labels": range(classes), "zero_division": 0}
    found = metrics.precision_recall_fscore_support(labels, answers, **given)
    return dict(zip(("precision", "recall", "f1", "support"), found, strict=True))


def _macro(labels, answers, classes):
    given = {"labels": range(classes), "zero_division": 0, "average": "macro"}
    found = metrics.precision_recall_fscore_support(labels, answers, **given)
    return list(found[:3])


def _log_loss(logits, labels):
    return metrics.log_loss(labels, special.softmax(logits, axis=1), labels=range(logits.shape[1]))


def _surprise(logits, labels):
    inputs, wanted = torch.tensor(logits), torch.tensor(labels)
    return torch.nn.functional.cross_entropy(inputs, wanted).item()


def _bins_by_histogram(logits, labels, bins):
    confidence = special.softmax(logits, axis=1).max(axis=1)
    right = logits.argmax(axis=1) == labels
    rows, sure, hits = (
        np.histogram(confidence, bins=bins, range=(0, 1), weights=weights)[0]
        for weights in (None, confidence, right.astype(float))
    )
    return [(s / n, h / n, n) for n, s, h in zip(rows, sure, hits, strict=True) if n]


def _gap_by_histogram(logits, labels, bins):
    confidence = special.softmax(logits, axis=1).max(axis=1)
    gaps = (logits.argmax(axis=1) == labels) - confidence
    sums = np.histogram(confidence, bins=bins, range=(0, 1), weights=gaps)[0]
    return np.abs(sums).sum() / len(labels)


def _roc(scores, labels):
    fpr, tpr, thresholds = metrics.roc_curve(labels, scores, drop_intermediate=False)
    return thresholds, fpr, tpr


def _crossing(scores, labels):
    fpr, tpr, _ = metrics.roc_curve(labels, scores)
    return optimize.brentq(lambda x: 1 - x - np.interp(x, fpr, tpr), 0, 1, xtol=1e-13)


def _crossing_by_scan(scores, labels):
    fpr, tpr, _ = metrics.roc_curve(labels, scores)
    along = np.linspace(0, len(fpr) - 1, 100_001)
    x, y = (np.interp(along, np.arange(len(fpr)), rates) for rates in (fpr, tpr))
    return x[np.abs(1 - y - x).argmin()]


def _mean_of_best_later(scores, hits, boxes, points):
    """In fractions: at a recall, the best precision of all ranks that reach it."""
    order = sorted(range(len(scores)), key=lambda i: (-scores[i], i))
    reached, found = [], 0
    for rank, i in enumerate(order, start=1):
        found += int(hits[i])
        reached.append((Fraction(found, boxes), Fraction(found, rank)))

    def best(recall):
        return max((p for r, p in reached if r >= recall), default=Fraction(0))

    if points is None:
        return float(sum(best(Fraction(j, boxes)) for j in range(1, boxes + 1)) / boxes)
    return float(sum(best(Fraction(j, points - 1)) for j in range(points)) / points)


def _jaccard(labels, answers, classes):
    seen = np.union1d(labels, answers)
    return metrics.jaccard_score(labels.ravel(), answers.ravel(), labels=seen, average="macro")


ROWS = [
    row(accuracy, metrics.accuracy_score,
        lambda given: metrics.accuracy_score(given["labels"], given["answers"]), case=pairs),
    row(balanced_accuracy, metrics.recall_score, by_value(_recall_of_seen), case=pairs),
    row(balanced_accuracy_error, np.std, by_value(_balanced_error), case=pairs),
    row(confusion_matrix, metrics.confusion_matrix, lambda given: metrics.confusion_matrix(
        given["labels"], given["answers"], labels=range(given["classes"])), case=classed),
    row(precision_recall_f1, metrics.precision_recall_fscore_support, by_value(_by_class),
        case=classed, answer=lambda found: {
            name: found[name] for name in ("support", "precision", "recall", "f1")}),
    row(precision_recall_f1, metrics.precision_recall_fscore_support, by_value(_macro),
        name="precision_recall_fscore_support: macro", case=classed, answer=lambda found: [
            found[f"macro_{name}"] for name in ("precision", "recall", "f1")]),
    row(log_probabilities, torch.log_softmax,
        lambda given: torch.log_softmax(torch.tensor(given["logits"]), dim=1).numpy()),
    row(log_probabilities, special.log_softmax,
        lambda given: special.log_softmax(given["logits"], axis=1)),
    row(log_loss, metrics.log_loss, by_value(_log_loss), case=split,
        because="float64; the witness takes probabilities, none below 1e-7 here"),
    row(log_loss, torch.nn.functional.cross_entropy, by_value(_surprise), case=split),
    row(calibration_bins, np.histogram, by_value(_bins_by_histogram), case=by_fifteen,
        because=BINS),
    row(calibration_error, np.histogram, by_value(_gap_by_histogram), case=by_fifteen,
        because=BINS),
    row(roc, metrics.roc_curve, by_value(_roc), case=ranked),
    row(auc, metrics.roc_auc_score,
        lambda given: metrics.roc_auc_score(given["labels"], given["scores"]), case=ranked),
    row(auc_error, integrate.quad, by_value(_error_by_integrals), tolerance=1e-10,
        because="numerical integrals to about 1e-12, under a root"),
    row(equal_error_rate, optimize.brentq, by_value(_crossing), case=ranked,
        because="the root is searched to 1e-13"),
    row(equal_error_rate, np.interp, by_value(_crossing_by_scan), case=ranked, tolerance=3e-4,
        because="100 001 points along at most 22 pieces of length 1 at most: steps of 2.2e-4"),
    row(average_precision, metrics.average_precision_score,
        lambda given: metrics.average_precision_score(given["labels"], given["scores"]),
        case=ranked),
    row(detection_average_precision, Fraction, by_value(_mean_of_best_later),
        because="the witness is exact"),
    row(mean_iou, metrics.jaccard_score, by_value(_jaccard), case=pictures),
]  # fmt: skip
