"""Standard errors as the fast path hands them out beside its measures, one row for each."""

import numpy as np

from netwright.measures.classification import classification_measures
from netwright.measures.regression import regression_measures
from netwright.reference.measures import auc_error, mean_error, share_error
from twins.measures_cases import row
from twins.rows_measures import scores_of_area

ROUNDED = "float64 on both sides; the terms come back from logarithms or roots to a few in 1e16"


def _error(measures, name, *given):
    return measures(*given)[name].standard_error


def _accuracy(given):
    """Class 0 is true throughout; as many answers are right as shall be."""
    answers = (np.arange(given["rows"]) >= given["right"]).astype(np.int64)
    return _error(classification_measures, "accuracy", np.eye(2)[answers], 0 * answers)


def _log_loss(given):
    """Log-odds that make the label as surprising as the values say."""
    values = given["values"]
    logits = np.stack([-values, np.log(-np.expm1(-values))], axis=1)
    return _error(classification_measures, "log_loss", logits, np.zeros(len(values), dtype=int))


def _mae(given):
    targets = np.linspace(-1, 1, len(given["values"]))
    return _error(regression_measures, "mae", targets + given["values"], targets)


def _mse(given):
    targets = np.linspace(-1, 1, len(given["values"]))
    return _error(regression_measures, "mse", targets - np.sqrt(given["values"]), targets)


def _auc(given):
    scores, labels = scores_of_area(**given)
    log_odds = np.stack([-scores / 2, scores / 2], axis=1)
    return _error(classification_measures, "auc", log_odds, labels)


def _above_0(rng):
    return {"values": rng.uniform(0.05, 3.0, size=rng.integers(2, 30))}


ROWS = [
    row(share_error, classification_measures, _accuracy, name="accuracy: standard error"),
    row(mean_error, classification_measures, _log_loss, name="log_loss: standard error",
        case=_above_0, because=ROUNDED),
    row(mean_error, regression_measures, _mae, name="mae: standard error", case=_above_0,
        because=ROUNDED),
    row(mean_error, regression_measures, _mse, name="mse: standard error", case=_above_0,
        because=ROUNDED),
    row(auc_error, classification_measures, _auc, name="auc: standard error"),
]  # fmt: skip
