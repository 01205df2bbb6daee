"""Which labels look wrong, from probabilities of a model that did not train on them.

    t_j    = mean of p_j over the rows labelled j                                            (1)
    C_ij   = rows labelled i with p_j >= t_j, j the largest of such p                        (2)
    Q_ij   = C_ij / sum_j C_ij * (rows labelled i) / n: the joint of label and truth         (3)
    noise  = sum over i != j of Q_ij, with the standard error of a share                     (4)

A class has its own threshold, so that a model that is unsure of one class does not accuse it.
Suspects are the rows off the diagonal of (2), the ones whose label is least believed first.
They are listed, never dropped: a person decides.

Cost: one pass over (n, k). Blind spot: errors of the model itself look like wrong labels where it
is sure of them, so that (4) is too high for a weak model; two classes that it cannot tell apart at
all hide theirs.
Source: Northcutt, Jiang & Chuang 2021, "Confident learning", arXiv:1911.00068, section 3.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from netwright.diagnosis._strategy_actions import ADVICE
from netwright.diagnosis._strategy_gaps import SURE
from netwright.diagnosis._strategy_intervals import share_variance
from netwright.diagnosis._verdict import Health, Verdict
from netwright.errors import DataError

NOISE = 0.05  # of the labels


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelCheck:
    """What the probabilities say of the labels.

    Args:
        noise: equation (4), a fraction.
        standard_error: of the noise.
        rows: how many labels were looked at.
        pairs: int64 (k, k), equation (2): a row for each label, a column for each likely truth.
        suspects: (m,) row numbers, the least believed label first.
        likely: (m,) the class that the model gives instead.
    """

    noise: float
    standard_error: float
    rows: int
    pairs: NDArray[np.int64]
    suspects: NDArray[np.int64]
    likely: NDArray[np.int64]


def check_labels(probabilities: NDArray[np.floating], labels: NDArray[np.integer]) -> LabelCheck:
    """Estimate which labels are wrong, and how many.

    Args:
        probabilities: (n, k), rows that sum to 1, of models that did not train on their row.
        labels: (n,), from 0 to k - 1.

    Returns:
        The estimate.

    Raises:
        DataError: if there are no rows or not as many labels, a label is no class, or a row does
            not hold probabilities.
    """
    _refuse(probabilities, labels)
    p, (count, classes) = probabilities.astype(np.float64), probabilities.shape
    given = np.bincount(labels, minlength=classes)
    own = p[np.arange(count), labels]
    sums = np.bincount(labels, weights=own, minlength=classes)
    thresholds = np.where(given > 0, sums / np.maximum(given, 1), np.inf)  # (1)
    sure = np.where(p >= thresholds, p, -1.0)
    likely, confident = sure.argmax(axis=1), sure.max(axis=1) >= 0
    flat = np.bincount(labels[confident] * classes + likely[confident], minlength=classes * classes)
    pairs = flat.reshape(classes, classes).astype(np.int64)  # (2)
    seen = np.maximum(pairs.sum(axis=1), 1)
    joint = pairs * (given / seen / count)[:, None]  # (3)
    noise = float(joint.sum() - np.trace(joint))  # (4)
    accused = np.flatnonzero(confident & (likely != labels))
    order = np.argsort(own[accused] - p[accused].max(axis=1), kind="stable")
    suspects = accused[order].astype(np.int64)
    return LabelCheck(
        noise=noise,
        standard_error=math.sqrt(share_variance(noise, count)),
        rows=count,
        pairs=pairs,
        suspects=suspects,
        likely=likely[suspects].astype(np.int64),
    )


def labels_judged(check: LabelCheck, *, split: str = "dev", names: Sequence[str] = ()) -> Verdict:
    """Whether the labels of a split should be mended first.

    Args:
        check: the estimate.
        split: what the labels are of.
        names: of the classes; empty where they are called by their numbers.

    Returns:
        FIX_DEV_LABELS where the noise is above 5 % by more than two standard errors, healthy
        where it is not above, unsure between.
    """
    low = check.noise - SURE * check.standard_error
    health: Health = "ill" if low > NOISE else "healthy" if check.noise <= NOISE else "unsure"
    causes: dict[Health, str] = {"ill": "FIX_DEV_LABELS", "unsure": "NOT_ESTABLISHED"}
    cause = causes.get(health)
    reach = f"{100 * SURE * check.standard_error:.2g}"
    evidence = [f"{100 * check.noise:.3g} +- {reach} % of {check.rows} {split} labels look wrong"]
    worst = _worst(check.pairs)
    if worst is not None:
        label, truth = (names[place] if names else place for place in worst[:2])
        rows = "1 row" if worst[2] == 1 else f"{worst[2]} rows"
        evidence.append(f"most often: label {label}, likely class {truth}: {rows}")
    return Verdict(
        rule="labels",
        health=health,
        cause=cause,
        statistic=check.noise,
        threshold=NOISE,
        evidence=tuple(evidence),
        advice=ADVICE[cause] if cause else (),
    )


def _worst(pairs: NDArray[np.int64]) -> tuple[int, int, int] | None:
    """The pair of different classes that is met most often."""
    apart = pairs - np.diag(np.diag(pairs))
    label, truth = divmod(int(apart.argmax()), len(apart))
    rows = int(apart[label, truth])
    return (label, truth, rows) if rows else None


def _refuse(probabilities: NDArray[np.floating], labels: NDArray[np.integer]) -> None:
    if probabilities.ndim != 2 or len(probabilities) != len(labels) or len(labels) == 0:
        raise DataError(
            "probabilities must have a row for each label, and a column for each class; "
            f"got {probabilities.shape} for {len(labels)} labels"
        )
    classes = probabilities.shape[1]
    if labels.min() < 0 or labels.max() >= classes:
        raise DataError(
            f"labels must be from 0 to {classes - 1}; got {labels.min()} to {labels.max()}"
        )
    sums = probabilities.sum(axis=1)
    if not (probabilities >= 0).all() or np.abs(sums - 1).max() > 1e-3:
        raise DataError(
            "probabilities must be 0 or more and sum to 1 in each row; "
            f"got sums from {sums.min():.3g} to {sums.max():.3g}"
        )
