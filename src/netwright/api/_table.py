"""Tables: clean the target, split, fit the preprocessing on train, make the task."""

import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import numpy as np
import polars as pl
from numpy.typing import NDArray

from netwright.api._pictures import (
    check_applies,
    class_counts,
    data_facts,
    expect_classes,
    resolve_recipe,
    split_rule,
)
from netwright.api._prepared import Asked, Prepared, Say
from netwright.contracts import Examples
from netwright.data import (
    Splits,
    TablePreprocess,
    TableSource,
    clean_labels,
    clean_targets,
    column_notes,
    duplicate_groups,
    find_target,
    infer_columns,
    infer_task,
    join_groups,
    leak_notes,
    split_rows,
    target_strata,
)
from netwright.errors import DataError, SettingError
from netwright.recipe import Recipe, resolve
from netwright.tasks import (
    AnyTask,
    DataFacts,
    TableClassification,
    TableRegression,
    target_statistics,
)

Ints = NDArray[np.int64]
NOT_FOR_TABLES = ("side", "channels", "augment", "damaged")


def prepare_table(source: TableSource, asked: Asked, say: Say) -> Prepared:
    """Make examples, task and recipe of a table.

    Args:
        source: opened.
        asked: by the user.
        say: told what was found, a line at a time.

    Returns:
        Everything but the plan.

    Raises:
        DataError: if the table cannot be used.
        RecipeError: if a setting cannot work.
    """
    check_applies(asked, NOT_FOR_TABLES, "tables")
    first = asked.fixed or resolve(user=asked.user)
    task_name, why = _task_name(source, first)
    target = _Target(source, task_name)
    frame = source.frame[target.rows]
    given = [source.given[row] for row in target.rows]
    splits = _split(frame, target, given, first)
    train = frame[splits.rows["train"]]
    dropped = _dropped(first, frame)
    features = train.drop([source.target, *dropped])
    known = {"target": source.target, "group": "".join(dropped), "header": first.settings.header}
    columns = infer_columns(features, override=_kinds(first.settings.kinds))
    preprocess = TablePreprocess.fit(features, columns)
    arrays = preprocess.apply(frame)
    facts = DataFacts(train=len(train), classes=len(target.classes))
    recipe = asked.fixed or resolve_recipe(task_name, facts, asked)
    task, stored = _make_task(target, splits, preprocess, recipe)
    examples = Examples(
        {"numbers": arrays.numbers, "categories": arrays.categories, **stored},
        splits.rows,
        row_names(source, target.rows.tolist(), asked.test),
    )
    notes = [*source.notes, *target.notes, *column_notes(columns), *splits.notes]
    notes += leak_notes(train, columns, source.target)
    notes += _task_notes(task, source.target, why)
    data = {
        **data_facts(source.kind, source.digest, asked, splits, notes, len(frame)),
        "target": source.target,
        "columns": {c.name: c.kind for c in columns},
        "left_out": sorted(set(range(source.count)) - set(target.rows.tolist())),
        **_target_facts(target, task, splits),
    }
    say(f"{source.count:,} rows, {len(columns)} columns besides {source.target!r}; {splits.why}")
    for note in notes:
        say(note)
    return Prepared(
        task=task,
        examples=examples,
        recipe=recipe,
        preprocess={"kind": "table", "table": preprocess.to_dict(), **known},
        data=data,
        fields=lambda row: {name: str(frame[name][row] or "") for name in frame.columns},
    )


def row_names(source: TableSource, rows: Sequence[int], test: str | None) -> tuple[str, ...]:
    """A name for each row: its number in its own file, the first below the header being 1.

    Args:
        source: whose rows they are.
        rows: numbers from 0.
        test: the test file, whose rows come last; None where there is none.

    Returns:
        "row 1" or "test.csv row 1".
    """
    first = source.count if test is None else source.given.index("test")
    file = Path(test or "").name
    return tuple(
        f"row {row + 1}" if row < first else f"{file} row {row - first + 1}" for row in rows
    )


class _Target:
    """The target's column, cleaned: classes or numbers, and the rows that have one."""

    def __init__(self, source: TableSource, task_name: str) -> None:
        cells = source.frame[source.target]
        self.classes: tuple[str, ...] = ()
        if task_name == "table-classification":
            labels = clean_labels(cells.to_list())
            missing, self.notes = labels.missing_rows, labels.notes
            whole = np.array(labels.labels)
            self.classes = labels.classes
        else:
            targets = clean_targets(cells)
            missing, self.notes = targets.missing_rows, targets.notes
        self.rows: Ints = np.setdiff1d(np.arange(source.count), missing).astype(np.int64)
        if task_name == "table-classification":
            index = {name: number for number, name in enumerate(self.classes)}
            kept = [index[name] for name in whole[self.rows].tolist()]
            self.labels: Ints = np.array(kept, dtype=np.int64)
            self.strata = self.labels
        else:
            self.values = targets.values[self.rows]
            self.strata = target_strata(self.values)


def _task_name(source: TableSource, recipe: Recipe) -> tuple[str, str]:
    name = recipe.settings.task
    if name not in ("", "table-classification", "table-regression"):
        wanted = "table-classification or table-regression for a table"
        raise SettingError("task", name, wanted=wanted)
    if recipe.origin("task") == "user" and name:
        return name, "as asked"
    # a run that is resumed or repeated says again why its task was inferred
    inferred, why = infer_task(source.frame[source.target].to_list())
    return name or inferred, why


def _task_notes(task: AnyTask, target: str, why: str) -> list[str]:
    notes = [f"{target}: {task.name} ({why})"]
    if isinstance(task, TableRegression) and task.log:
        notes.append(f"{target} is positive and skewed: its logarithm is learned")
    return notes


def _target_facts(target: _Target, task: AnyTask, splits: Splits) -> dict[str, Any]:
    if isinstance(task, TableRegression):
        return {"train_mean": math.exp(task.mean) if task.log else task.mean}
    return {"classes": class_counts(target.classes, target.labels, splits)}


def _dropped(recipe: Recipe, frame: pl.DataFrame) -> list[str]:
    # a group's name would tell the network which group a row is of; new groups have new names
    group = recipe.settings.group
    return [_column(frame, group, "group")] if group else []


def _column(frame: pl.DataFrame, name: str, setting: str) -> str:
    try:
        return find_target(frame.columns, name)
    except SettingError as error:
        raise SettingError(setting, name, wanted=error.wanted, hint=error.hint) from error


def _split(frame: pl.DataFrame, target: _Target, given: list[str | None], recipe: Recipe) -> Splits:
    keys = frame.select(pl.concat_str(pl.all().fill_null("\x00"), separator="\x1f")).to_series()
    groups = duplicate_groups(cast("list[str]", keys.to_list()))
    notes = []
    repeated = len(groups) - len(np.unique(groups))
    if repeated:
        notes.append(f"{repeated:,} rows repeat another to the byte; repeats share a split")
    settings = recipe.settings
    if settings.group and settings.time:
        wanted = "left out where time is given"
        hint = "rows of one group may lie in the past and in the future"
        raise SettingError("group", settings.group, wanted=wanted, hint=hint)
    if settings.group:
        column = frame[_column(frame, settings.group, "group")].fill_null("")
        own = np.unique(column.to_numpy(), return_inverse=True)[1].astype(np.int64)
        groups = join_groups(groups, own)
    time = None
    if settings.time:
        time = _times(frame[_column(frame, settings.time, "time")])
        missing = int(np.isneginf(time).sum())
        if missing:
            notes.append(f"rows without {settings.time!r}, taken for the oldest: {missing:,}")
    done = split_rows(
        split_rule(recipe), strata=target.strata, given=given, groups=groups, time=time
    )
    if target.classes:
        notes += expect_classes(class_counts(target.classes, target.labels, done))
    return replace(done, notes=(*notes, *done.notes))


def _times(column: pl.Series) -> NDArray[np.float64]:
    """Seconds or numbers; minus infinity where there is none."""
    numbers = column.cast(pl.Float64, strict=False)
    if numbers.null_count() == column.null_count() and numbers.null_count() < len(numbers):
        return numbers.fill_null(float("-inf")).to_numpy()
    try:
        form = infer_columns(column.to_frame(), override={column.name: "date"})[0].form
    except DataError as error:
        got = next(iter(column.drop_nulls()), None)
        raise DataError(
            f"time column {column.name!r} must hold dates or numbers; got {got!r}",
            hint="dates are written like 2026-11-22 or 2026-11-22 14:30, all in one form",
        ) from error
    dates = column.str.to_datetime(form, strict=False, time_unit="us").dt.timestamp("us")
    seconds = dates.cast(pl.Float64) / 1e6
    return np.asarray(seconds.fill_null(float("-inf")).to_numpy(), dtype=np.float64)


def _kinds(text: str) -> dict[str, str]:
    pairs = [part.partition("=") for part in text.split(";") if part.strip()]
    return {name.strip(): kind.strip() for name, _, kind in pairs}


def _make_task(
    target: _Target, splits: Splits, preprocess: TablePreprocess, recipe: Recipe
) -> tuple[AnyTask, dict[str, NDArray[Any]]]:
    settings = recipe.settings
    shape: dict[str, Any] = {
        "numbers": len(preprocess.number_names),
        "sizes": preprocess.category_sizes,
    }
    size: dict[str, Any] = {
        "network": settings.model,
        "width": settings.width,
        "members": settings.members,
        "dropout": settings.dropout,
        "activation": settings.activation,
        "init": settings.init,
    }
    if target.classes:
        made: AnyTask = TableClassification(
            classes=target.classes, smoothing=settings.smoothing, **shape, **size
        )
        return made, {"label": target.labels}
    choosing = [rows for name, rows in splits.rows.items() if name != "test"]
    statistics = target_statistics(
        target.values[splits.rows["train"]],
        log=settings.log_target,
        smallest=float(target.values[np.concatenate(choosing)].min()),
    )
    made = TableRegression(**shape, **size, **statistics)
    made.expect_logarithms(target.values)
    return made, {"target": target.values}
