"""How low the error could be at all: given, estimated from data, or said to be unknown.

    e        share of rows whose nearest other row has another label                        (1)
    bound    m (1 - sqrt(max(0, 1 - e / m))) <= Bayes <= e,  m = (k - 1) / k, k classes      (2)
    noise    Bayes = q, the share of wrong labels, with the standard error of a share        (3)

(2) holds for ever more rows; with few, e is too large and with it both ends, so that it says how
large the Bayes error may be rather than how small it must be. For k = 2 and small e the lower end
is e / 2. (3) takes wrong labels for the only thing that cannot be learned.

Cost: (1) compares each row with each, in blocks: 2,000 rows of 1,000 numbers in 0.2 s.
Source: Cover & Hart 1967, "Nearest neighbor pattern classification", for (2).
"""

import math
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from netwright.diagnosis._strategy_figures import Figures
from netwright.diagnosis._strategy_gaps import PART, SURE
from netwright.diagnosis._strategy_intervals import share_variance, wilson
from netwright.errors import DataError
from netwright.randomness import permutation

ROWS = 2000  # compared at most
BLOCK = 256
Source = Literal["given", "estimated", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BayesLevel:
    """The best possible error, as far as it is known.

    Args:
        low: it is not below this, a fraction.
        high: it is not above this, a fraction.
        source: who says so.
        why: one sentence with numbers.
        count: of examples it was measured on, where both ends are one figure; None for exact.
    """

    low: float
    high: float
    source: Source
    why: str
    count: int | None = None


def nearest_bayes(
    features: NDArray[np.floating], labels: NDArray[np.integer], *, seed: int = 0
) -> BayesLevel:
    """Bounds from nearest neighbours, equation (2).

    Args:
        features: (n, d), on scales that can be compared; of more than 2,000 rows as many are drawn.
        labels: (n,), at least two different ones.
        seed: of the rows that are drawn.

    Returns:
        An estimated level; two standard errors of (1) are added on both sides.

    Raises:
        DataError: if there are fewer than 2 rows or 2 classes, or not a label for each row.
    """
    classes = len(np.unique(labels))
    if len(features) != len(labels) or classes < 2:
        raise DataError(
            "nearest neighbours must have a label for each row and 2 classes or more; "
            f"got {len(features)} rows, {len(labels)} labels and {classes} classes"
        )
    rows = np.sort(permutation(seed, "nearest", len(labels))[:ROWS])
    x = features[rows].reshape(len(rows), -1).astype(np.float64)
    nearest = _nearest(x - x.mean(axis=0))
    wrong = int((labels[rows][nearest] != labels[rows]).sum())  # (1)
    below, above = wilson(wrong, len(rows))
    most = (classes - 1) / classes
    low = most * (1 - math.sqrt(max(0.0, 1 - below / most)))  # (2)
    why = f"the nearest neighbour is wrong on {wrong} of {len(rows)} rows"
    return BayesLevel(low=low, high=min(above, most), source="estimated", why=why)


def noise_bayes(noise: float, count: int) -> BayesLevel:
    """The level that wrong labels in all splits leave, equation (3).

    Args:
        noise: estimated share of wrong labels.
        count: of rows it was estimated from.

    Returns:
        An estimated level.
    """
    why = f"{100 * noise:.3g} % of {count} labels look wrong"
    return BayesLevel(low=noise, high=noise, source="estimated", why=why, count=count)  # (3)


def bayes_of(figures: Figures, estimate: BayesLevel | None) -> BayesLevel:
    """What is known of the best possible error behind some figures.

    Args:
        figures: errors and counts.
        estimate: from data; None for none. Where people are given too, the higher level counts.

    Returns:
        The level. It is unknown, from 0 to the train error, where nothing says it, and where the
        network does better on train than people do: then people are no bound.
    """
    human, train = figures.errors.get("human"), figures.errors.get("train")
    if human is not None and not _beaten(figures):
        if estimate is not None and estimate.high > human:
            return replace(estimate, low=max(human, estimate.low))
        why, count = f"{100 * human:.3g} % is said to be possible", figures.counts.get("human")
        return BayesLevel(low=human, high=human, source="given", why=why, count=count)
    if estimate is not None:
        return estimate
    why = "nobody has said what the best possible error is"
    if human is not None:
        why = f"train error is below the {100 * human:.3g} % of people, who are no bound then"
    return BayesLevel(low=0.0, high=train if train is not None else 1.0, source="unknown", why=why)


def _beaten(figures: Figures) -> bool:
    """Whether train is below people by more than chance and more than a trifle."""
    errors, counts = figures.errors, figures.counts
    if "train" not in errors:
        return False
    spread = (share_variance(errors[rung], counts.get(rung)) for rung in ("human", "train"))
    bar = max(SURE * math.sqrt(sum(spread)), PART * figures.base)
    return errors["human"] - errors["train"] > bar


def _nearest(x: NDArray[np.float64]) -> NDArray[np.intp]:
    """The nearest other row of each row."""
    squares = (x**2).sum(axis=1)
    found = []
    for start in range(0, len(x), BLOCK):
        block = x[start : start + BLOCK]
        distances = squares - 2 * block @ x.T  # less a constant of the row
        distances[np.arange(len(block)), np.arange(start, start + len(block))] = np.inf
        found.append(distances.argmin(axis=1))
    return np.concatenate(found)
