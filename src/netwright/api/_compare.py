"""Two runs on the same rows: scores side by side, and whether the difference is one."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from netwright import store
from netwright.api._evaluate import Evaluation, evaluate_run
from netwright.api._run import Run
from netwright.errors import DataError
from netwright.experiments import Comparison, compare_losses


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Two runs, scored on the same rows.

    Args:
        first: the first run's scores.
        second: the second run's scores.
        paired: whether the difference is one.
        settings: name -> (first's value, second's value), where they differ.
    """

    first: Evaluation
    second: Evaluation
    paired: Comparison
    settings: dict[str, tuple[object, object]]

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
        }


def compare(first: str | Path, second: str | Path, data: str | Path | None = None) -> Compared:
    """Compare two finished runs row by row.

    Args:
        first: a run folder.
        second: another.
        data: rows to score; None for the held-out rows of the runs' own data, which must be the
            same for both.

    Returns:
        Scores, the paired difference, and the settings that differ.

    Raises:
        DataError: if the runs have different tasks, classes or held-out rows.
    """
    a, b = Run(first), Run(second)
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
    return Compared(first=done[0], second=done[1], paired=paired, settings=differ)


def _expect_alike(a: Run, b: Run) -> None:
    tasks = [run.model.task.name for run in (a, b)]
    if tasks[0] != tasks[1]:
        raise DataError(
            f"runs must have one task; got {tasks[0]} and {tasks[1]}",
            hint="only answers to one question can be compared",
        )
    classes = [set(getattr(run.model.task, "classes", ())) for run in (a, b)]
    only = sorted(classes[0] ^ classes[1])
    if only:
        raise DataError(
            f"runs must have the same classes; got {', '.join(map(repr, only[:5]))} in one only",
            hint="train both on data with the same classes",
        )


def _expect_equal(first: object, second: object) -> None:
    if first != second:
        raise DataError(
            "runs must have held out the same rows of the same data; got others",
            hint="give DATA that neither was trained on, or train both with one seed",
        )


def _wrongness(done: Evaluation) -> NDArray[np.float64]:
    if "label" in done.arrays:
        wrong = done.output.argmax(axis=1) != done.arrays["label"]
        return np.asarray(wrong, dtype=np.float64)
    # in the target's own unit: one run may have learned its logarithm and the other not
    answers = [float(str(a["value"])) for a in done.run.model.task.answers(done.output)]
    return np.asarray((np.array(answers) - done.arrays["target"]) ** 2, dtype=np.float64)
