"""What a report shows of verification: how well pairs are told apart, and the hardest of them.

    roc         true over false accepts, of every split that is scored
    threshold   what it accepts, by split, with intervals
    pairs       of one person with the lowest scores, of two people with the highest

Intervals are Wilson's, of as many cases as there are pictures: pairs that share a picture are not
independent, so counting pairs would make them too narrow.
"""

import numpy as np
from numpy.typing import NDArray

from netwright.api._decided import decided_task
from netwright.api._prepared import Prepared
from netwright.api._score import Scored
from netwright.contracts import Score
from netwright.measures.verification import RATES, roc, wilson
from netwright.report import CurvesShown, PartShown, PictureShown, TableShown
from netwright.tasks import Verification, pairs_of

SPLITS = ("val", "test")
POINTS = 200  # of a curve, at most
HARDEST = 6  # pairs of each kind
GAP = 4  # pixels between two pictures
Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


def people_parts(prepared: Prepared, task: Verification, scored: Scored) -> list[PartShown]:
    """The sections.

    Args:
        prepared: examples, and the names of people in ``data``.
        task: as it was trained.
        scored: the kept weights on every split.

    Returns:
        One section of curves and figures, and one of pairs.
    """
    kept = decided_task(prepared, scored.splits)
    decided = kept if isinstance(kept, Verification) else task
    pairs = {name: _Pairs(prepared, decided, scored, name) for name in SPLITS}
    there = {name: found for name, found in pairs.items() if len(found.scores)}
    studied = there.get("val") or there.get("test")  # test rows are for scoring, not for study
    parts = [
        PartShown(
            title="Pairs told apart",
            said="People of val and test were never trained on. The threshold was chosen on val, "
            "so that at most 1 % of pairs of two people are called the same.",
            curves=[_roc(there)],
            tables=[_threshold(there, decided), _rates(scored)],
        )
    ]
    if studied is not None:
        parts.append(_hardest(prepared, studied, decided))
    return parts if there else []


class _Pairs:
    """The pairs of a split: rows, scores, and whether they show one person."""

    def __init__(self, prepared: Prepared, task: Verification, scored: Scored, split: str) -> None:
        self.scores: Floats = np.empty(0)
        if split not in scored.splits:
            return
        rows = prepared.examples.rows(split)
        labels = np.asarray(prepared.examples.arrays["label"][rows])
        first, second = pairs_of(labels)
        output = scored.splits[split].output
        self.scores = task.scores(output[first], output[second])
        self.same = labels[first] == labels[second]
        self.rows = rows[first], rows[second]
        self.pictures = len(rows)


def _roc(there: dict[str, _Pairs]) -> CurvesShown:
    lines = []
    for name, found in there.items():
        _, false, true = roc(found.scores, found.same)
        places = np.unique(np.linspace(0, len(false) - 1, POINTS).round().astype(np.int64))
        lines.append((name, list(zip(false[places].tolist(), true[places].tolist(), strict=True))))
    return CurvesShown(
        title="Pairs accepted",
        x_name="pairs of two people called the same",
        y_name="pairs of one person called the same",
        lines=lines,
        shares=True,
        diagonal=True,
        caption="The nearer to the upper left, the better; on the dashed line nothing is known.",
    )


def _threshold(there: dict[str, _Pairs], task: Verification) -> TableShown:
    rows = []
    for name, found in there.items():
        loud = found.scores >= task.threshold
        accepted, mistaken = loud[found.same].mean(), loud[~found.same].mean()
        rows.append(
            [name, f"{int(found.same.sum()):,}", _between(accepted, found.pictures),
             f"{int((~found.same).sum()):,}", _between(mistaken, found.pictures)]
        )  # fmt: skip
    return TableShown(
        caption=f"What the threshold of {task.threshold:.3f} calls the same",
        columns=("split", "pairs of one", "accepted", "pairs of two", "accepted by mistake"),
        rows=rows,
    )


def _rates(scored: Scored) -> TableShown:
    rows = [
        [name, *(_score(scored.splits[name].scores[rate]) for rate in RATES)]
        for name in SPLITS
        if name in scored.splits
    ]
    return TableShown(
        caption="Pairs of one person accepted where so many of two people are",
        columns=("split", *(f"{100 * far:g} %" for far in RATES.values())),
        rows=rows,
    )


def _score(score: Score) -> str:
    error = "" if score.standard_error is None else f" +- {100 * score.standard_error:.1f}"
    return f"{100 * score.value:.1f}{error} %"


def _between(share: float, cases: int) -> str:
    low, high = wilson(round(share * cases), cases)
    return f"{100 * share:.1f} % ({100 * low:.1f} to {100 * high:.1f})"


def _hardest(prepared: Prepared, found: _Pairs, task: Verification) -> PartShown:
    same, other = np.flatnonzero(found.same), np.flatnonzero(~found.same)
    lowest = same[np.argsort(found.scores[same], kind="stable")[:HARDEST]]
    highest = other[np.argsort(-found.scores[other], kind="stable")[:HARDEST]]
    shown = [_pair(prepared, found, task, int(pair)) for pair in [*lowest, *highest]]
    return PartShown(
        title="Hardest pairs",
        said="First one person taken for two, then two people taken for one: the lowest and the "
        "highest scores. Look here first for pictures in the wrong folder.",
        pictures=shown,
    )


def _pair(prepared: Prepared, found: _Pairs, task: Verification, pair: int) -> PictureShown:
    rows = [int(side[pair]) for side in found.rows]
    stored = [np.asarray(prepared.examples.arrays["picture"][row]) for row in rows]
    drawn = [one[0] if len(one) == 1 else one.transpose(1, 2, 0) for one in stored]
    gap = np.full((drawn[0].shape[0], GAP, *drawn[0].shape[2:]), 255, dtype=np.uint8)
    score = float(found.scores[pair])
    said = "the same" if score >= task.threshold else "not the same"
    truth = "one person" if found.same[pair] else "two people"
    names = " and ".join(prepared.examples.names[row] for row in rows)
    words = f"{truth}, called {said} at {score:.3f}: {names}"
    return PictureShown(np.concatenate([drawn[0], gap, drawn[1]], axis=1), words)
