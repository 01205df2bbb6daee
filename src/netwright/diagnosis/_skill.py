"""Skill: how far answers are above the best constant answer, as a share of the way to perfect.

    skill = (score - trivial) / (1 - trivial)                                  (1)

Classes and labels: the score is the accuracy, the trivial one that of the most frequent class.
Numbers: the score is R2, whose trivial value is 0. Its standard error is that of a mean: of the
right answers, or of the squared errors over the variance of the targets.

Cost: one pass over the answers.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from netwright.diagnosis._data_facts import Kind

Array = NDArray[np.float64]
LOWEST = -1.0  # below it, worse is only worse


@dataclass(frozen=True, slots=True)
class Skill:
    """A skill and its standard error, both at most 1; not-a-number where there is none."""

    value: float
    error: float


def skill_of(kind: Kind, answers: Array, targets: Array, *, threshold: float = 0.5) -> Skill:
    """The skill of a network's answers: equation (1).

    Args:
        kind: what the targets are.
        answers: (n, units), as the network gives them.
        targets: (n,) class numbers or numbers; (n, l) for several labels or numbers.
        threshold: above it an answer of one unit, or of one label, means yes.

    Returns:
        From -1 to 1; not-a-number if an answer is not finite or the targets never differ.
    """
    if kind == "unknown" or not len(answers) or not np.isfinite(answers).all():
        return Skill(math.nan, math.nan)
    if kind == "numbers":
        return _explained(answers.reshape(len(answers), -1), targets.reshape(len(targets), -1))
    said = _said(kind, answers, threshold)
    return _above_trivial(said == targets.reshape(said.shape), targets.reshape(said.shape))


def recalls_of(kind: Kind, answers: Array, targets: Array, threshold: float) -> tuple[float, ...]:
    """Share of the examples of each class that are found; empty unless there are classes."""
    if kind not in ("classes", "binary") or not np.isfinite(answers).all() or not len(answers):
        return ()
    said = _said(kind, answers, threshold)
    classes = range(int(targets.max()) + 1)
    return tuple(
        float((said[targets == one] == one).mean()) if (targets == one).any() else math.nan
        for one in classes
    )


def _said(kind: Kind, answers: Array, threshold: float) -> Array:
    if kind == "labels":
        said: Array = (answers > threshold).astype(np.float64)
        return said
    flat = answers.reshape(len(answers), -1)
    if flat.shape[1] == 1:
        above: Array = (flat[:, 0] > threshold).astype(np.float64)
        return above
    best: Array = flat.argmax(axis=1).astype(np.float64)
    return best


def _above_trivial(right: NDArray[np.bool_], targets: Array) -> Skill:
    columns = targets.reshape(len(targets), -1)
    trivial = float(np.mean([np.unique(c, return_counts=True)[1].max() for c in columns.T]))
    trivial /= len(columns)
    if trivial >= 1:
        return Skill(math.nan, math.nan)
    score = float(right.mean())
    error = math.sqrt(max(score * (1 - score), 0.25 / len(columns)) / len(columns))
    return Skill(max(LOWEST, (score - trivial) / (1 - trivial)), error / (1 - trivial))  # (1)


def _explained(answers: Array, targets: Array) -> Skill:
    variance = float(targets.var(axis=0).mean())
    if variance <= 0 or answers.shape != targets.shape:
        return Skill(math.nan, math.nan)
    with np.errstate(over="ignore", invalid="ignore"):
        missed = np.square(answers - targets).mean(axis=1) / variance
        score = 1 - float(missed.mean())
        error = float(missed.std()) / math.sqrt(len(missed))
    if not math.isfinite(score) or score < LOWEST:
        return Skill(LOWEST, 0.0)
    return Skill(score, error)
