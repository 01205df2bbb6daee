"""A run beside an earlier one on the same val rows: what was mended, what was broken, and where.

Both networks are asked the same rows, and the rows are compared in pairs, so that what both find
hard takes no part (``diagnosis.compare_answers``).

Cost: opening the data once more, and one pass over the val rows.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from netwright.api._diagnose_reached import Reached, reached
from netwright.api._strategy_answers import Answers, answers_to
from netwright.diagnosis import RunComparison, compare_answers, compare_slices
from netwright.errors import DataError

Mask = NDArray[np.bool_]
SIDES = {"first": "worse", "second": "better"}
MOST = 5  # slices told on each side


@dataclass(frozen=True, slots=True, kw_only=True)
class Against:
    """An earlier run, and this one after it.

    Args:
        run: folder of the earlier run.
        before: its error on the val rows, a fraction.
        now: the error of this run.
        all: over all rows; "second" is this run.
        slices: name -> the same on its rows.
    """

    run: Path
    before: float
    now: float
    all: RunComparison
    slices: Mapping[str, RunComparison]

    def lines(self) -> Iterator[str]:
        """What a person reads, the whole first."""
        both, (low, high) = self.all, (-100 * end for end in reversed(self.all.interval))
        side = {"first": "this run is worse", "second": "this run is better"}
        yield (
            f"{100 * self.before:.3g} % wrong then, {100 * self.now:.3g} % now, on the same "
            f"{both.rows:,} val rows: {both.mended} mended, {both.broken} broken"
        )
        yield (
            f"{side.get(both.better, 'not established')}: the error changed by "
            f"{-100 * both.difference:+.2g} points (95 %: {low:+.2g} to {high:+.2g}); two equal "
            f"runs differ so much in {_chance(both.chance or 0.0)} of cases"
        )
        told = 0
        for name, part in self.slices.items():
            if part.better in SIDES and told < MOST:
                told += 1
                yield f"{SIDES[part.better]}: {name}: {part.mended} mended, {part.broken} broken"
        if not told:
            yield f"none of {len(self.slices)} slices changed by more than chance"

    def summary(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "run": str(self.run),
            "before": self.before,
            "now": self.now,
            "all": _plain(self.all),
            "slices": [{"name": name, **_plain(part)} for name, part in self.slices.items()],
        }


def against(
    found: Reached, answers: Answers, slices: Mapping[str, Mask], other: str | Path
) -> Against:
    """Compare a run with an earlier one.

    Args:
        found: the run.
        answers: of it, to the val rows.
        slices: name -> (n,), which of these rows are in it.
        other: folder of the earlier run.

    Returns:
        The comparison.

    Raises:
        SettingError: if ``other`` is no run folder.
        DataError: if the runs have not the same val rows of the same data, or not the same classes.
    """
    earlier = reached(other)
    expect_same_val(found, earlier)
    then = answers_to(earlier.prepared, earlier.weights, answers.rows)
    return Against(
        run=earlier.path,
        before=then.error,
        now=answers.error,
        all=compare_answers(then.wrong, answers.wrong),
        slices=compare_slices(then.wrong, answers.wrong, slices),
    )


def expect_same_val(first: Reached, second: Reached) -> None:
    """Make sure that two runs can be compared row by row.

    Args:
        first: a run with val rows.
        second: another.

    Raises:
        DataError: naming what differs.
    """
    ours, theirs = ({**run.prepared.data, **_asked(run)} for run in (first, second))
    for name in ("digest", "val rows", "classes"):
        if ours.get(name) != theirs.get(name):
            raise DataError(
                f"{second.path} must have the same val rows and classes; got another {name}",
                hint="train both on the same data with one seed",
            )


def _asked(run: Reached) -> dict[str, Any]:
    held = run.prepared.data["held_out"]
    return {"val rows": held.get("val"), "classes": getattr(run.prepared.task, "classes", ())}


def _chance(chance: float) -> str:
    return "less than 0.1 %" if chance < 0.001 else f"{100 * chance:.2g} %"


def _plain(part: RunComparison) -> dict[str, Any]:
    return {**asdict(part), "interval": list(part.interval)}
