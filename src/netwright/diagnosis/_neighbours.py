"""What the simplest predictors make of the data: nearest neighbours and a linear fit.

Both read standardised columns. Neighbours: the mean target of the 5 nearest training rows. The
fit: ridge regression on the targets, one column for each class. On training rows both leave the
row itself out, so that their score there is fair; on held-out rows there is nothing to leave out.
A network that stays far below them has a fault, whatever its loss curve looks like; and where
they find nothing either, the labels may have nothing to do with the inputs.

Where classes are unlike in number, as clicks are, a relation may move every answer a little and
none across the line. So the correlation of answers and targets is kept beside the skill.

    ridge: W = (X'X + a I)^-1 X'Y,   H = X (X'X + a I)^-1 X'                     (1)
    left out: y_i - yhat_i = (y_i - (H Y)_i) / (1 - H_ii - 1/n)                  (2)

X and Y are centred, and 1/n is the mean's part: without it the other rows, which sum to minus the
row that is left out, would tell its target where there are more columns than rows.

Cost: two matrix products of at most 1500 rows by 512 columns.
Source: Cover and Hart 1967 for neighbours; Allen 1974 for (2).
"""

import math

import numpy as np
from numpy.typing import NDArray

from netwright.diagnosis._data_facts import Kind, Simple
from netwright.diagnosis._skill import Skill, skill_of

Array = NDArray[np.float64]
MOST_ROWS = 1500
MOST_COLUMNS = 512
NEIGHBOURS = 5
VOTERS = 15  # more, where a single label is doubted
RIDGE = 1e-2  # per row, on standardised columns


def simple_predictors(kind: Kind, x: Array, y: Array, held_x: Array, held_y: Array) -> Simple:
    """Score both simple predictors on both splits.

    Args:
        kind: what the targets are.
        x: (n, d) training inputs, finite.
        y: (n,) or (n, l) training targets; class numbers for classes.
        held_x: (m, d) held-out inputs; m may be 0.
        held_y: (m,) or (m, l).

    Returns:
        The better of the two for each split; what cannot be known is not-a-number.
    """
    if kind == "unknown" or len(x) < 20:
        return Simple()
    keep = _spaced(len(x), MOST_ROWS)
    columns = _spaced(x.shape[1], MOST_COLUMNS)
    held = _spaced(len(held_x), MOST_ROWS // 2)
    x, held_x = _standardised(x[keep][:, columns], held_x[held][:, columns])
    y, held_y = y[keep], held_y[held]
    wanted = _as_columns(kind, y, held_y)
    near, near_held = _near(x, x, leave_out=True), _near(x, held_x, leave_out=False)
    fit_within, fit_across = _linear(x, wanted, held_x)
    within = [wanted[near[:, :NEIGHBOURS]].mean(axis=1), fit_within]
    across = [wanted[near_held[:, :NEIGHBOURS]].mean(axis=1), fit_across]
    best = _best([skill_of(kind, answers, y) for answers in within])
    best_held = _best([skill_of(kind, answers, held_y) for answers in across])
    doubt, doubt_held, error = _doubts(kind, wanted, near, near_held, y, held_y)
    return Simple(
        within=best.value,
        within_error=best.error,
        across=best_held.value,
        across_error=best_held.error,
        examples=len(x),
        relation=max(_relation(answers, wanted) for answers in within),
        disagree=doubt,
        disagree_valid=doubt_held,
        disagree_error=error,
    )


def _best(skills: list[Skill]) -> Skill:
    known = [skill for skill in skills if not math.isnan(skill.value)]
    return max(known, key=lambda skill: skill.value) if known else Skill(math.nan, math.nan)


def _relation(answers: Array, wanted: Array) -> float:
    """The largest correlation of a column with its answers, times the square root of the rows."""
    centred = [one - one.mean(axis=0) for one in (answers, wanted)]
    sizes = np.sqrt(np.square(centred[0]).sum(axis=0) * np.square(centred[1]).sum(axis=0))
    found = (centred[0] * centred[1]).sum(axis=0) / np.maximum(sizes, 1e-30)
    return float(found.max() * math.sqrt(len(wanted)))


def _spaced(count: int, most: int) -> NDArray[np.int64]:
    """At most ``most`` of the first ``count`` numbers, evenly spaced."""
    return np.unique(np.linspace(0, max(0, count - 1), min(count, most)).astype(np.int64))[:count]


def _standardised(x: Array, held: Array) -> tuple[Array, Array]:
    mean, spread = x.mean(axis=0), x.std(axis=0)
    spread = np.where(spread > 1e-12, spread, 1.0)
    return (x - mean) / spread, np.clip((held - mean) / spread, -1e6, 1e6)


def _as_columns(kind: Kind, y: Array, held_y: Array) -> Array:
    """Targets as columns a linear fit can meet: one for each class."""
    if kind not in ("classes", "binary"):
        return y.reshape(len(y), -1)
    most = int(max(y.max(), held_y.max() if len(held_y) else 0))
    columns = np.eye(most + 1)[y.astype(np.int64)]
    return columns[:, 1:] if kind == "binary" and most <= 1 else columns


def _near(x: Array, queries: Array, *, leave_out: bool) -> NDArray[np.int64]:
    """(queries, VOTERS) the nearest rows of x, nearest first."""
    far = np.square(x).sum(axis=1)[None] - 2 * queries @ x.T
    if leave_out:
        np.fill_diagonal(far, np.inf)
    count = min(VOTERS, len(x) - 1)
    some = np.argpartition(far, count - 1, axis=1)[:, :count]
    order = np.take_along_axis(far, some, axis=1).argsort(axis=1, kind="stable")
    return np.take_along_axis(some, order, axis=1)


def _linear(x: Array, wanted: Array, held_x: Array) -> tuple[Array, Array]:
    """Ridge regression, on its own rows left out one by one, and on the held-out rows."""
    middle = wanted.mean(axis=0)
    gram = x.T @ x + RIDGE * len(x) * np.eye(x.shape[1])
    inverse = np.linalg.inv(gram)
    weights = inverse @ x.T @ (wanted - middle)  # (1)
    own = np.einsum("ij,jk,ik->i", x, inverse, x, optimize=True)[:, None] + 1 / len(x)
    own = np.minimum(own, 1 - 1e-6)
    missed = (wanted - middle - x @ weights) / (1 - own)  # (2)
    return wanted - missed, held_x @ weights + middle


def _doubts(
    kind: Kind,
    wanted: Array,
    near: NDArray[np.int64],
    near_held: NDArray[np.int64],
    y: Array,
    held_y: Array,
) -> tuple[float, float, float]:
    """How often the neighbours' majority contradicts a label, in training and held out."""
    if kind not in ("classes", "binary") or not len(held_y):
        return math.nan, math.nan, math.nan
    shares = [_contradicted(wanted[near].mean(axis=1), y)]
    shares.append(_contradicted(wanted[near_held].mean(axis=1), held_y))
    counts = (len(y), len(held_y))
    error = sum(p * (1 - p) / n for p, n in zip(shares, counts, strict=True))
    return shares[0], shares[1], math.sqrt(error + 0.25 / min(counts) ** 2)


def _contradicted(votes: Array, y: Array) -> float:
    said = votes.argmax(axis=1) if votes.shape[1] > 1 else (votes[:, 0] > 0.5)
    return float((said != y).mean())
