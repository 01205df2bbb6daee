"""What the predictor scores that ignores its input and always gives the training shares.

Of N training labels N_c are of class c; with a trace of every class, so that all logarithms are
finite,

    p_c = (N_c + e) / (N + k e),   e = 1e-9                                                (1)
    m   = argmax_c p_c    the class always answered, the first of several largest          (2)

Of the labels that are scored, q_c is the share of class c, and S the classes that occur. Then

    accuracy    = q_m                                                                      (3)
    balanced    = [m in S] / |S|                                                           (4)
    precision   = q_m / k,   recall = [m in S] / k,   F1 = 2 q_m / ((1 + q_m) k)           (5)
    log loss    = -sum_c q_c log p_c    in nats                                            (6)
    calibration = |q_m - p_m|    all confidences are p_m: one bin                          (7)
    AUC         = 1/2 where k = 2 and both occur    all tied                               (8)

A model is worth something where it is better than this.

Source: Witten, Frank, Hall & Pal 2016, "Data Mining", where it is called ZeroR; (3) to (8) are the
equations of this folder for one answer on all rows.
"""

import numpy as np

from netwright.reference._arrays import Whole, count, whole

_TRACE = 1e-9


def forward(train: Whole, labels: Whole, *, classes: int) -> dict[str, float]:
    """Every measure of the constant answer: equations (1) to (8).

    Args:
        train: (N,), labels of the training split, from 0 to k - 1.
        labels: (n,), labels of the split that is scored, from 0 to k - 1.
        classes: k, 1 or more.

    Returns:
        "accuracy", "balanced_accuracy", "precision", "recall", "f1", "calibration_error", from 0
        to 1; "log_loss" in nats; and "auc" where there are two classes and both are scored.

    Raises:
        ValueError: if something is empty or has another shape, or a label is none of 0 to k - 1.

    Example:
        >>> scores = forward(np.array([0, 0, 0, 1]), np.array([0, 1]), classes=2)
        >>> scores["accuracy"], scores["balanced_accuracy"], round(scores["calibration_error"], 6)
        (0.5, 0.5, 0.25)
    """
    k = count("classes", classes)
    train = whole("train", train, "N", below=k)
    labels = whole("labels", labels, "n", below=k)
    numbers = np.array([(train == c).sum() for c in range(k)])
    p = (numbers + _TRACE) / (len(train) + k * _TRACE)  # (1)
    m = int(p.argmax())  # (2)
    q = np.array([(labels == c).mean() for c in range(k)])
    occurs = int(q[m] > 0)
    scores = {
        "accuracy": q[m],  # (3)
        "balanced_accuracy": occurs / (q > 0).sum(),  # (4)
        "precision": q[m] / k,  # (5)
        "recall": occurs / k,  # (5)
        "f1": 2 * q[m] / (1 + q[m]) / k,  # (5)
        "log_loss": -(q * np.log(p)).sum(),  # (6)
        "calibration_error": abs(q[m] - p[m]),  # (7)
    }
    if k == 2 and q.all():
        scores["auc"] = 0.5  # (8)
    return {name: float(score) for name, score in scores.items()}


def example(rng: np.random.Generator) -> dict[str, Whole | int]:
    """Arguments of ``forward`` for one random case; a class may be absent from either."""
    k = int(rng.integers(2, 5))
    train = rng.integers(0, rng.integers(1, k + 1), rng.integers(1, 20))
    return {"train": train, "labels": rng.integers(0, k, rng.integers(1, 12)), "classes": k}
