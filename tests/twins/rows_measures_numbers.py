"""Measures of predictions and texts, standard errors and baselines, beside other ways to them."""

import math
from collections import Counter
from fractions import Fraction
from functools import cache

import numpy as np
import torch
from scipy import stats
from sklearn import metrics
from sklearn.dummy import DummyClassifier, DummyRegressor

from netwright.reference.measures import (
    bits_per_character,
    bleu,
    edit_distance,
    majority_baseline,
    mean_absolute_error,
    mean_baseline,
    mean_error,
    mean_squared_error,
    ndcg,
    r_squared,
    r_squared_error,
    rmse_error,
    rmse_of_logs,
    share_error,
)
from twins.harness import by_value
from twins.measures_cases import (
    all_trained,
    baselines,
    counts_from,
    means,
    regression,
    row,
    spread,
    two_rows,
)


def _recall_of_seen(labels, answers):
    seen = np.unique(labels)  # balanced_accuracy_score warns of answers that never occur
    return metrics.recall_score(labels, answers, labels=seen, average="macro", zero_division=0)


def _macro(labels, answers, classes):
    given = {"labels": range(classes), "zero_division": 0, "average": "macro"}
    found = metrics.precision_recall_fscore_support(labels, answers, **given)
    return list(found[:3])


def _bleu_of_the_paper(candidates, references, order, smoothing):
    """Products of exact fractions; every n-gram looked up in every sentence, place by place."""
    product, c, r = Fraction(1), 0, 0
    for said, known in zip(candidates, references, strict=True):
        c += len(said)
        r += sorted((abs(len(s) - len(said)), len(s)) for s in known)[0][1]
    for n in range(1, order + 1):
        hits = total = int(smoothing == "add_one" and n > 1)
        for said, known in zip(candidates, references, strict=True):
            grams = Counter(zip(*(said[i:] for i in range(n)), strict=False))
            for gram, times in grams.items():
                most = max(sum(tuple(s[i : i + n]) == gram for i in range(len(s))) for s in known)
                hits, total = hits + min(times, most), total + times
        product *= Fraction(hits, total) if total else 0
    if not product:
        return 0.0
    return min(1.0, math.exp(1 - r / c)) * float(product) ** (1 / order)


def _recursive_edits(answer, truth):
    @cache
    def left(i, j):
        if i == len(answer) or j == len(truth):
            return len(answer) - i + len(truth) - j
        if answer[i] == truth[j]:
            return left(i + 1, j + 1)
        return 1 + min(left(i + 1, j), left(i, j + 1), left(i + 1, j + 1))

    distance = left(0, 0)
    return {"distance": distance, "rate": distance / len(truth)}


def _bits(log_probabilities):
    odds = np.exp(log_probabilities)
    return {"bits": -np.log2(odds).mean(), "perplexity": 1 / stats.gmean(odds)}


def _ndcg(scores, gains, top):
    return metrics.ndcg_score(gains, scores, k=top)


def _error_of_share(right, rows):
    four_more = np.repeat([1.0, 0.0], [right + 2, rows - right + 2])
    return four_more.std() / math.sqrt(len(four_more))


def _root_error(predicted, targets):
    """The slope of the root by autograd."""
    squares = (predicted - targets) ** 2
    mean = torch.tensor(squares.mean(), requires_grad=True)
    if mean.item() == 0:
        return 0.0
    mean.sqrt().backward()
    return mean.grad.item() * stats.sem(squares)


def _error_of_r2(predicted, targets):
    return stats.sem((predicted - targets) ** 2 / np.var(targets))


def _rmse_of_logs(predicted, targets):
    allowed = np.where(predicted > 0, predicted, targets.min())
    return metrics.root_mean_squared_error(np.log(targets), np.log(allowed))


def _dummy(train, labels, classes):
    model = DummyClassifier(strategy="prior").fit(np.zeros((len(train), 1)), train)
    answers = model.predict(np.zeros((len(labels), 1)))
    found = _macro(labels, answers, classes)
    return [metrics.accuracy_score(labels, answers), _recall_of_seen(labels, answers), *found]


def _dummy_loss(train, labels, classes):
    model = DummyClassifier(strategy="prior").fit(np.zeros((len(train), 1)), train)
    shares = model.predict_proba(np.zeros((len(labels), 1)))
    return metrics.log_loss(labels, shares, labels=range(classes))


def _dummy_mean(train, targets, log):
    train = np.log(train) if log else train
    model = DummyRegressor().fit(np.zeros((len(train), 1)), train)
    predicted = model.predict(np.zeros((len(targets), 1)))
    predicted = np.exp(predicted) if log else predicted
    squares = metrics.mean_squared_error(targets, predicted)
    return [metrics.mean_absolute_error(targets, predicted), squares, math.sqrt(squares)]


ROWS = [
    row(mean_absolute_error, metrics.mean_absolute_error, lambda given:
        metrics.mean_absolute_error(given["targets"], given["predicted"]), case=regression),
    row(mean_squared_error, metrics.mean_squared_error, lambda given: {
        "mse": metrics.mean_squared_error(given["targets"], given["predicted"]),
        "rmse": metrics.root_mean_squared_error(given["targets"], given["predicted"])},
        case=regression),
    row(r_squared, metrics.r2_score,
        lambda given: metrics.r2_score(given["targets"], given["predicted"]), case=two_rows,
        because="float64; not for one row or equal targets, where the witness has no 0"),
    row(rmse_of_logs, metrics.root_mean_squared_error, by_value(_rmse_of_logs),
        case=counts_from),
    row(share_error, np.std, by_value(_error_of_share)),
    row(mean_error, stats.sem, lambda given: stats.sem(given["values"])),
    row(rmse_error, torch.sqrt, by_value(_root_error), case=spread),
    row(r_squared_error, stats.sem, by_value(_error_of_r2), case=spread),
    row(bleu, Counter, by_value(_bleu_of_the_paper),
        because="the witness is exact but for one root and one power"),
    row(edit_distance, cache, by_value(_recursive_edits), because="whole numbers"),
    row(bits_per_character, stats.gmean, by_value(_bits), because=(
        "float64; the probabilities themselves are rounded once")),
    row(ndcg, metrics.ndcg_score, by_value(_ndcg)),
    row(majority_baseline, DummyClassifier, by_value(_dummy), case=baselines,
        answer=lambda found: [found[name] for name in (
            "accuracy", "balanced_accuracy", "precision", "recall", "f1")]),
    row(majority_baseline, DummyClassifier, by_value(_dummy_loss), case=all_trained,
        name="DummyClassifier: log loss", tolerance=1e-7,
        because="the trace of 1e-9 of every class is ours", answer=lambda found: found["log_loss"]),
    row(mean_baseline, DummyRegressor, by_value(_dummy_mean), case=means,
        answer=lambda found: [found[name] for name in ("mae", "mse", "rmse")]),
]  # fmt: skip
