"""Measures of "the same or not" and of "who is it", from scores of pairs, in NumPy.

    roc       false and true accepts at every threshold, thresholds falling                  (1)
    eer       the rate where false accepts equal false rejects, on the straight piece
              between two corners of (1)                                                     (2)
    tar       true accepts at the last corner of (1) with no more than far false ones        (3)
    interval  (p + z^2 / 2n -+ z sqrt(p (1 - p) / n + z^2 / 4n^2)) / (1 + z^2 / n)           (4)
    rank one, named, false alarms of a gallery, as the functions below say                   (5)

Pairs are not independent: a person stands in many. Standard errors are therefore those of drawing
the people anew, with replacement, ``DRAWS`` times by a fixed key: a pair of two people counts as
often as both together, a pair of one person as often as that one. Where fewer than ``FEW`` people
are left to draw from, or no draw differs, the error of a share of that many pairs stands in.

Cost: O(p log p) for p pairs, and O(p) for each draw.

Source: Martin et al. 1997, "The DET curve in assessment of detection task performance", for (2);
Grother, Quinn & Phillips 2010, NIST IR 7709, for (3); Wilson 1927 for (4); Phillips, Grother &
Micheals 2011, "Evaluation methods in face recognition", for (5); Owen 2007, "The pigeonhole
bootstrap", Annals of Applied Statistics 1, for the draws.
"""

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from netwright.contracts import Score
from netwright.errors import DataError
from netwright.measures.classification import auc, share_score
from netwright.randomness import generator

Floats = NDArray[np.floating]
Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]
RATES = {"tar_far_1_percent": 0.01, "tar_far_0.1_percent": 0.001}
DRAWS = 100  # of the people, for a standard error
FEW = 5  # people below which drawing them anew says nothing


def roc(scores: Floats, same: NDArray[np.integer] | Flags) -> tuple[Numbers, Numbers, Numbers]:
    """Equation (1).

    Args:
        scores: (p,), larger for more alike.
        same: (p,), 1 for pairs of one person, 0 for others; both occur.

    Returns:
        Thresholds from infinity down, false accepts and true accepts there, each
        (1 + number of different scores,).
    """
    return _Sorted(scores, np.asarray(same) == 1).corners()  # (1)


def equal_error_rate(scores: Floats, same: NDArray[np.integer] | Flags) -> float:
    """Equation (2).

    Args:
        scores: (p,), larger for more alike.
        same: (p,), 1 for pairs of one person, 0 for others; both occur.

    Returns:
        From 0 to 1; 0.5 for scores that know nothing.
    """
    return _crossing(*roc(scores, same)[1:])


def accepted_at(
    scores: Floats, same: NDArray[np.integer] | Flags, *, far: float
) -> tuple[float, float]:
    """Equation (3).

    Args:
        scores: (p,), larger for more alike.
        same: (p,), 1 for pairs of one person, 0 for others; both occur.
        far: the largest share of different pairs that may be accepted, from 0 up to, not at, 1.

    Returns:
        The threshold, at or above which a pair is accepted, and the share of same pairs accepted;
        infinity and 0 where the best score is that of a different pair.
    """
    thresholds, false, true = roc(scores, same)
    corner = _last_within(false, far)  # (3)
    return float(thresholds[corner]), float(true[corner])


def wilson(right: int, rows: int, *, z: float = 1.96) -> tuple[float, float]:
    """Equation (4).

    Args:
        right: from 0 to ``rows``.
        rows: 1 or more, independent of each other.
        z: standard errors to each side, above 0; 1.96 covers 19 cases in 20.

    Returns:
        The lower and the upper end, from 0 to 1.
    """
    share, more = right / rows, 1 + z**2 / rows
    centre = (share + z**2 / (2 * rows)) / more
    half = z * math.sqrt(share * (1 - share) / rows + z**2 / (4 * rows**2)) / more  # (4)
    return max(0.0, centre - half), min(1.0, centre + half)


def identification(scores: Floats, mates: Whole, *, threshold: float) -> dict[str, float | None]:
    """Equation (5): who is it, with "nobody known" as an answer.

    Args:
        scores: (n, g), of each picture with each entry of a gallery, larger for more alike.
        mates: (n,), the entry of the person on each picture; -1 for somebody not in the gallery.
        threshold: the score from which somebody is named.

    Returns:
        "rank_one": of the known, the share whose best entry is theirs; "named": the same with a
        score at the threshold or above; "false_alarms": of the unknown, the share that is given a
        name. None where there is no such picture.
    """
    best = scores.argmax(axis=1)
    loud = scores[np.arange(len(best)), best] >= threshold
    known = mates >= 0
    found = best == mates
    parts = {"rank_one": found[known], "named": (found & loud)[known], "false_alarms": loud[~known]}
    return {name: float(part.mean()) if len(part) else None for name, part in parts.items()}  # (5)


def verification_measures(scores: Floats, first: Whole, second: Whole) -> dict[str, Score]:
    """Every measure of the pairs of a split.

    Args:
        scores: (p,), larger for more alike, finite.
        first: (p,), who is on the first picture of each pair.
        second: (p,), who is on the second.

    Returns:
        "eer", "auc" and the true accept rates of ``RATES``, each from 0 to 1.

    Raises:
        DataError: if no pair shows one person, or none shows two.
    """
    same = first == second
    if same.all() or not same.any():
        raise DataError(
            "pairs must show one person twice, some of them, and two people, others; got "
            f"{int(same.sum()):,} and {int((~same).sum()):,}",
            hint="give two people or more, and two pictures or more of one of them",
        )
    ranked = _Sorted(scores, same)
    values = _values(ranked)
    drawn = _drawn(ranked, first, second)
    count = int(same.sum())
    found = {name: _with_error(value, drawn[name], count) for name, value in values.items()}
    area = auc(scores, same.astype(np.int64))
    return {"eer": found.pop("eer"), "auc": area, **found}


class _Sorted:
    """Pairs from the best score down; weights may stand for how often each counts.

    Args:
        scores: (p,).
        same: (p,).
    """

    def __init__(self, scores: Floats, same: Flags) -> None:
        self.order = np.argsort(-scores, kind="stable")
        self.scores = np.asarray(scores, dtype=np.float64)[self.order]
        self.same = same[self.order]
        self.ends = np.append(np.flatnonzero(np.diff(self.scores)), len(self.scores) - 1)

    def corners(self, weights: Numbers | None = None) -> tuple[Numbers, Numbers, Numbers]:
        """Thresholds, false and true accepts.

        Args:
            weights: (p,), in the order of ``order``, some above 0 of both kinds; None for 1 each.

        Returns:
            As ``roc``.
        """
        weights = np.ones(len(self.scores)) if weights is None else weights
        true, false = (np.cumsum(weights * flags) for flags in (self.same, ~self.same))
        false, true = (np.append(0.0, part[self.ends]) / part[-1] for part in (false, true))
        return np.append(np.inf, self.scores[self.ends]), false, true


def _values(ranked: _Sorted, weights: Numbers | None = None) -> dict[str, float]:
    _, false, true = ranked.corners(weights)
    found = {"eer": _crossing(false, true)}
    return found | {name: float(true[_last_within(false, far)]) for name, far in RATES.items()}


def _crossing(false: Numbers, true: Numbers) -> float:
    ahead = false - (1 - true)
    corner = int(np.argmax(ahead >= 0))  # the first; never 0, where it is -1
    part = ahead[corner - 1] / (ahead[corner - 1] - ahead[corner])
    return float(false[corner - 1] + part * (false[corner] - false[corner - 1]))  # (2)


def _last_within(false: Numbers, far: float) -> int:
    return int(np.searchsorted(false, far, side="right")) - 1


def _drawn(ranked: _Sorted, first: Whole, second: Whole) -> Mapping[str, list[float]]:
    """Each measure for people drawn anew; a draw without pairs of both kinds is left out."""
    people, places = np.unique(np.concatenate([first, second]), return_inverse=True)
    drawn: dict[str, list[float]] = {name: [] for name in ("eer", *RATES)}
    if len(people) < FEW:
        return drawn
    one = places[: len(first)][ranked.order]
    other = places[len(first) :][ranked.order]
    random = generator(0, "people drawn", len(people))
    for _ in range(DRAWS):
        times = np.bincount(random.integers(0, len(people), len(people)), minlength=len(people))
        weights = (times[one] * np.where(ranked.same, 1, times[other])).astype(np.float64)
        if weights[ranked.same].any() and weights[~ranked.same].any():
            for name, value in _values(ranked, weights).items():
                drawn[name].append(value)
    return drawn


def _with_error(value: float, drawn: list[float], count: int) -> Score:
    """A measure with its standard error, no smaller than that of a share of ``count`` pairs."""
    least = share_score(value, count).standard_error or 0.0
    spread = float(np.std(drawn, ddof=1)) if len(drawn) > 1 else 0.0
    return Score(value, max(least, spread))
