"""Score a finished run on data: its own held-out rows, or others with labels."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from netwright import store
from netwright.api._held import Given, Held, expect_same, own_split, scored_part
from netwright.api._held_own import own_held
from netwright.api._held_trivial import trivial_scores
from netwright.api._known_labels import known_labels
from netwright.api._learned_targets import stored_targets
from netwright.api._predict import picture_form, table_form, without_target
from netwright.api._run import Run
from netwright.api._score import member_goals
from netwright.api._style_looked import scoring_task
from netwright.api._table_rows import row_names
from netwright.artefacts import Model
from netwright.contracts import Arrays, Examples, Score, Task
from netwright.data import (
    PictureSource,
    TableSource,
    clean_labels,
    clean_targets,
    decoded,
    open_source,
)
from netwright.errors import DataError, SettingError
from netwright.tasks import SeveralTargets, TableRegression
from netwright.training import evaluate


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """Scores of a run on some rows.

    Args:
        run: the run.
        task: of the run, as it is scored.
        split: which rows: a split of the run's own data, the test part of the data, or "all".
        rows: how many.
        names: of the rows.
        own: whether they are rows that the run itself held out.
        scores: every measure.
        trivial: the same for the predictor that ignores its input.
        members: the goal's measure of each member alone; empty for one network.
        output: combined outputs, a row for each example.
        arrays: the rows in stored form.
        notes: what a person should know, one line each.
        seconds: "prepare" and "evaluate".
    """

    run: Run
    task: Task
    split: str
    rows: int
    names: tuple[str, ...]
    own: bool
    scores: dict[str, Score]
    trivial: dict[str, float]
    members: tuple[float, ...]
    output: NDArray[Any]
    arrays: Arrays
    notes: tuple[str, ...]
    seconds: dict[str, float]

    def summary(self) -> dict[str, Any]:
        """What ``netwright evaluate --json`` prints."""
        measure = self.run.model.task.goal.measure
        score = self.scores[measure]
        return {
            "run": str(self.run.path),
            "task": self.run.model.task.name,
            "model": self.run.recipe.settings.model,
            "goal": {
                "measure": measure,
                "value": score.value,
                "standard_error": score.standard_error,
                "trivial": self.trivial[measure],
                "split": self.split,
            },
            "members": list(self.members),
            "measures": {self.split: {name: s.value for name, s in self.scores.items()}},
            "seconds": {**self.seconds, "train": 0.0},
            "parameters": self.run.model.parameters,
            "rows": self.rows,
            "notes": list(self.notes),
        }


def evaluate_run(run: str | Path | Run, data: str | Path | None = None) -> Evaluation:
    """Score a finished run.

    Args:
        run: the run or its folder.
        data: a path or a name; None for the data the run was trained on. Of the run's own data
            only held-out rows are scored; of others the test part, or all rows.

    Returns:
        Scores beside the trivial predictor's.

    Raises:
        DataError: if the data do not fit the model, or hold a class it has never seen.
    """
    run = run if isinstance(run, Run) else Run(run)
    began = time.perf_counter()
    held = held_rows(run, data)
    prepared = time.perf_counter()
    count = len(held.names)
    rows = np.arange(count, dtype=np.int64)
    facts = store.read_json(run.path / "data.json")
    task = scoring_task(run.model.task, run.recipe.settings, facts)
    network, examples = run.model.network, Examples(held.arrays, {"all": rows})
    done = evaluate(network, task, examples, rows)
    targets = examples.take(rows, task.targets)
    return Evaluation(
        run=run,
        task=task,
        split=held.split,
        rows=count,
        names=held.names,
        own=held.own,
        scores=dict(done.scores),
        trivial=trivial_scores(task, facts, targets),
        members=member_goals(network, run.model.task, examples, rows),
        output=done.output,
        arrays=held.arrays,
        notes=held.notes,
        seconds={"prepare": prepared - began, "evaluate": time.perf_counter() - prepared},
    )


def held_rows(run: Run, data: str | Path | None) -> Held:
    """The rows of ``data`` that may be scored, in the model's stored form.

    Args:
        run: the run.
        data: a path or a name; None for the run's own.

    Returns:
        The rows.

    Raises:
        DataError: if the data do not fit the model.
    """
    facts = store.read_json(run.path / "data.json")
    settings = run.recipe.settings
    own = data is None or _one_path(str(data), facts["data"])
    name = facts["data"] if data is None else data
    found = own_held(run, name, facts, own=own)
    if found is not None:
        return found
    source = _opened(run, name, facts["test"] if own else None)
    if not own and facts["test"] and source.digest == facts["digest"].partition("+")[0]:
        own, source = True, _opened(run, name, facts["test"])  # a copy of the training file
    same = expect_same(source.digest, facts, own=own)
    if isinstance(source, PictureSource):
        held, given = _picture_rows(run.model, source, settings.damaged)
    else:
        held, given = _table_rows(run.model, source, facts["test"] if own else None)
    return own_split(held, facts) if same else scored_part(held, given)


def _one_path(first: str, second: str) -> bool:
    try:
        paths = [Path(name).expanduser().resolve() for name in (first, second)]
    except (OSError, RuntimeError, ValueError):  # who opens it says what is wrong with it
        return first == second
    return paths[0] == paths[1]


def _opened(run: Run, data: str | Path, test: str | None) -> PictureSource | TableSource:
    settings, preprocess = run.recipe.settings, run.model.preprocess
    target = preprocess.get("target", settings.target)
    hint = f"the run's task is {run.model.task.name}"
    try:
        source = open_source(
            data,
            target=target,
            test=test,
            header=settings.header,
            people=settings.task == "verification",
        )
    except SettingError as error:  # only the target is given here, and not by the user
        raise DataError(
            f"{data} must have the column the run has learned, {target!r}; got no such column"
            if target
            else f"{data} must hold pictures as the run's data did; got a table",
            hint=hint,
        ) from error
    if isinstance(source, PictureSource) != (preprocess.get("kind") == "picture"):
        raise DataError(
            f"data must be of the kind the run was trained on; got {source.kind}", hint=hint
        )
    return source


def _picture_rows(model: Model, source: PictureSource, allow: float) -> tuple[Held, Given]:
    form = picture_form(model)
    done = decoded(source, form, allow=allow)
    kept = done.kept
    notes = [f"{name} ({kind}) is damaged: {why}" for name, kind, why in done.quarantined]
    arrays: dict[str, NDArray[Any]]
    if isinstance(model.task, SeveralTargets):
        arrays, rows, said = stored_targets(model.task, source, kept)
        kept, notes = kept[rows], [*notes, *said]
    else:
        arrays = {"label": known_labels(model, [source.labels[row] for row in kept])}
    arrays["picture"] = done.pictures[kept]
    splits = [source.splits[row] for row in kept]
    names = tuple(source.names[row] for row in kept)
    return Held(split="all", arrays=arrays, names=names, notes=tuple(notes)), splits


def _table_rows(model: Model, source: TableSource, test: str | None) -> tuple[Held, Given]:
    arrays, rows, notes = _targets_of(model, source)
    coded = table_form(model).apply(without_target(model, source.frame[rows]))
    held = Held(
        split="all",
        arrays={"numbers": coded.numbers, "categories": coded.categories, **arrays},
        names=row_names(source, rows.tolist(), test),
        notes=(*notes, *coded.notes),
    )
    return held, [source.given[row] for row in rows]


def _targets_of(
    model: Model, source: TableSource
) -> tuple[dict[str, NDArray[Any]], NDArray[np.int64], Sequence[str]]:
    """The targets of the rows that have one, the numbers of those rows, and what to say."""
    if isinstance(model.task, SeveralTargets):
        return stored_targets(model.task, source)
    cells, every = source.frame[source.target], np.arange(source.count, dtype=np.int64)
    if hasattr(model.task, "classes"):
        labels = clean_labels(cells.to_list(), least=1)
        rows = np.setdiff1d(every, labels.missing_rows)
        known = known_labels(model, [labels.labels[row] for row in rows])
        return {"label": known}, rows, labels.notes
    targets = clean_targets(cells)
    rows = np.setdiff1d(every, targets.missing_rows)
    if isinstance(model.task, TableRegression):
        model.task.expect_logarithms(targets.values[rows])
    return {"target": targets.values[rows]}, rows, targets.notes
