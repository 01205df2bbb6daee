"""Measures of regression, from predictions and targets of a whole split, in NumPy.

    mse       mean (p - y)^2;  rmse = sqrt(mse);  mae = mean |p - y|                    (1)
    r2        1 - mse / mean (y - mean y)^2                                             (2)
    rmse_log  sqrt(mean (log p - log y)^2), only where every y is above 0               (3)

Standard errors: mae and mse from the spread of their terms; rmse by the delta method,
se(mse) / (2 rmse); r2 as se(mse) over the variance of y. A prediction of 0 or less is taken as
the smallest y of the split in (3).
"""

import math

import numpy as np
from numpy.typing import NDArray

from netwright.contracts import Score
from netwright.measures.classification import mean_score

Floats = NDArray[np.floating]


def regression_measures(predicted: Floats, targets: Floats) -> dict[str, Score]:
    """Every measure of a split.

    Args:
        predicted: (n,), the target's unit.
        targets: (n,), the target's unit.

    Returns:
        r2, rmse, mae, mse, and rmse_log where every target is above 0.
    """
    p, y = predicted.astype(np.float64), targets.astype(np.float64)
    squares = mean_score((p - y) ** 2)
    # equal targets have no variance, whatever the rounding of their mean says
    variance = float(y.var()) if y.max() > y.min() else 0.0
    scores = {
        "r2": _r2(squares, variance),
        "rmse": _root(squares),
        "mae": mean_score(np.abs(p - y)),
        "mse": squares,
    }
    if len(y) and y.min() > 0:
        logs = np.log(np.where(p > 0, p, y.min())) - np.log(y)
        scores["rmse_log"] = _root(mean_score(logs**2))
    return scores


def mean_predictor(train: Floats, targets: Floats, *, log: bool) -> dict[str, float]:
    """The measures of the predictor that always gives the training mean.

    Args:
        train: targets of the training split.
        targets: targets of the split that is scored.
        log: True for the mean of the logarithms, taken back.

    Returns:
        measure -> value.
    """
    y = train.astype(np.float64)
    centre = math.exp(float(np.log(y).mean())) if log else float(y.mean())
    scores = regression_measures(np.full(len(targets), centre), targets)
    return {name: score.value for name, score in scores.items()}


def _root(squares: Score) -> Score:
    root = math.sqrt(squares.value)
    if squares.standard_error is None or root == 0:
        return Score(root, squares.standard_error)
    return Score(root, squares.standard_error / (2 * root))


def _r2(squares: Score, variance: float) -> Score:
    if variance == 0:
        return Score(0.0)  # no spread to explain: not better than the mean
    error = squares.standard_error
    return Score(1 - squares.value / variance, None if error is None else error / variance)
