"""Two runs on the same rows: scores side by side, and whether the difference is one."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from netwright import store
from netwright.api._costs import costs
from netwright.api._evaluate import Evaluation, evaluate_run
from netwright.api._own_facts import is_own
from netwright.api._run import Run
from netwright.errors import DataError
from netwright.experiments import Comparison, Limit, chosen, compare_losses, limits_from
from netwright.tasks import AnyTask, SeveralTargets


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Two runs, scored on the same rows.

    Args:
        first: the first run's scores.
        second: the second run's scores.
        paired: whether the difference is one.
        settings: name -> (first's value, second's value), where they differ.
        limits: that a run must meet to be chosen.
        values: measure -> value of the first run and of the second; empty without limits.
        chosen: the better one of those that meet every limit: as ``paired.better``, or "neither".
    """

    first: Evaluation
    second: Evaluation
    paired: Comparison
    settings: dict[str, tuple[object, object]]
    limits: tuple[Limit, ...]
    values: tuple[dict[str, float], dict[str, float]]
    chosen: str

    def summary(self) -> dict[str, Any]:
        """What ``netwright compare --json`` prints."""
        paired = self.paired
        return {
            "first": self.first.summary(),
            "second": self.second.summary(),
            "paired": {
                "rows": paired.rows,
                "difference": paired.difference,
                "standard_error": paired.standard_error,
                "t": paired.t if np.isfinite(paired.t) else None,
                "better": paired.better,
            },
            "settings": {name: list(pair) for name, pair in self.settings.items()},
            "limits": [
                {
                    "limit": str(limit),
                    "values": [values[limit.measure] for values in self.values],
                    "met": [limit.met(values) for values in self.values],
                }
                for limit in self.limits
            ],
            "chosen": self.chosen,
        }


def compare(
    first: str | Path,
    second: str | Path,
    data: str | Path | None = None,
    *,
    require: str = "",
) -> Compared:
    """Compare two finished runs row by row.

    Args:
        first: a run folder.
        second: another.
        data: rows to score; None for the held-out rows of the runs' own data, which must be the
            same for both.
        require: limits that a run must meet to be chosen, such as
            ``parameters<=1e5;latency_ms<=2;recall>=0.9``: about a measure of the task, or what
            ``costs`` gives.

    Returns:
        Scores, the paired difference, the settings that differ, and which run to take.

    Raises:
        SettingError: if ``require`` says no limit, or is about nothing that was measured.
        DataError: if the runs have different tasks, classes or held-out rows.
    """
    limits, a, b = limits_from(require), Run(first), Run(second)
    _expect_alike(a, b)
    facts = [store.read_json(run.path / "data.json") for run in (a, b)]
    held = [tuple(known[name] for name in ("digest", "held_out")) for known in facts]
    if data is None:
        _expect_equal(*held)
    done = [evaluate_run(run, data) for run in (a, b)]
    _expect_equal(done[0].names, done[1].names)
    if done[0].own and done[1].own:  # names may repeat
        _expect_equal(*held)
    paired = compare_losses(_wrongness(done[0]), _wrongness(done[1]))
    pairs = zip(a.recipe.rows(), b.recipe.rows(), strict=True)
    differ = {x[0]: (x[1], y[1]) for x, y in pairs if x[1] != y[1]}
    values = (_values(done[0]), _values(done[1])) if limits else ({}, {})
    return Compared(
        first=done[0],
        second=done[1],
        paired=paired,
        settings=differ,
        limits=limits,
        values=values,
        chosen=chosen(limits, *values, paired.better),
    )


def _values(done: Evaluation) -> dict[str, float]:
    scores = {name: score.value for name, score in done.scores.items()}
    return {**costs(done.run, done.arrays), **scores}


def _expect_alike(a: Run, b: Run) -> None:
    tasks = [run.model.task.name for run in (a, b)]
    if tasks[0] != tasks[1]:
        raise DataError(
            f"runs must have one task; got {tasks[0]} and {tasks[1]}",
            hint="only answers to one question can be compared",
        )
    classes = [_learned(run.model.task) for run in (a, b)]
    only = sorted(classes[0] ^ classes[1])
    if only:
        raise DataError(
            f"runs must have the same classes; got {', '.join(map(repr, only[:5]))} in one only",
            hint="train both on data with the same classes",
        )


def _learned(task: AnyTask) -> set[str]:
    """The classes, or the targets by name and kind with theirs."""
    if not isinstance(task, SeveralTargets):
        return set(getattr(task, "classes", ()))
    found = {f"{part.array}={name}" for part in task.parts for name in part.classes}
    return found | {part.array for part in task.parts}


def _expect_equal(first: object, second: object) -> None:
    if first != second:
        raise DataError(
            "runs must have held out the same rows of the same data; got others",
            hint="give DATA that neither was trained on, or train both with one seed",
        )


def _wrongness(done: Evaluation) -> NDArray[np.float64]:
    task = done.task
    if isinstance(task, SeveralTargets):
        return task.wrongness(done.output, done.arrays)
    if is_own(task):
        return task.losses(done.output, done.arrays)
    if "label" in done.arrays:
        wrong = done.output.argmax(axis=1) != done.arrays["label"]
        return np.asarray(wrong, dtype=np.float64)
    # in the target's own unit: one run may have learned its logarithm and the other not
    answers = [float(str(a["value"])) for a in task.answers(done.output)]
    return np.asarray((np.array(answers) - done.arrays["target"]) ** 2, dtype=np.float64)
