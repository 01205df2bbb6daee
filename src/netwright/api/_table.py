"""Tables: clean the target, split, fit the preprocessing on train, make the task."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from netwright.api._data_facts import class_counts, data_facts, expect_classes
from netwright.api._pictures import check_applies, resolve_recipe
from netwright.api._prepared import Asked, Prepared, Say
from netwright.api._table_rows import code_table, kinds_of, row_names
from netwright.contracts import Examples
from netwright.data import (
    Splits,
    TableSource,
    clean_labels,
    clean_targets,
    column_notes,
    infer_task,
    is_plain_table,
    leak_notes,
    target_strata,
)
from netwright.errors import SettingError
from netwright.recipe import Recipe, resolve
from netwright.tasks import (
    AnyTask,
    DataFacts,
    TableClassification,
    TableRegression,
    network_settings,
    target_statistics,
)

Ints = NDArray[np.int64]
NOT_FOR_TABLES = ("side", "channels", "augment", "damaged", "tta", "progressive", "pretrained")
OF_SEVERAL = ("loss_weights",)


def check_plain_table(asked: Asked) -> None:
    """Refuse what no table takes before a missing target is complained about.

    Args:
        asked: by the user.

    Raises:
        RecipeError: one sentence for each setting that would change nothing.
        DataError: if a table cannot be read.
    """
    given = {} if asked.fixed else asked.user
    idle = not given.get("target") and any(name in given for name in NOT_FOR_TABLES)
    if idle and is_plain_table(asked.data, header=given.get("header")):
        check_applies(asked, NOT_FOR_TABLES, "tables")


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
    check_applies(asked, OF_SEVERAL, "one target")
    first = asked.fixed or resolve(user=asked.user)
    task_name, why = _task_name(source, first)
    target = _Target(source, task_name)
    table = code_table(source, target.rows, target.strata, first, kinds_of(first.settings.kinds))
    splits, columns = table.splits, table.columns
    lacking = _expect_classes(target, splits)
    facts = DataFacts(train=len(table.train), classes=len(target.classes))
    recipe = asked.fixed or resolve_recipe(task_name, facts, asked)
    task, stored = _make_task(target, splits, table.shape, recipe)
    examples = Examples(
        {"numbers": table.arrays.numbers, "categories": table.arrays.categories, **stored},
        splits.rows,
        row_names(source, target.rows.tolist(), asked.test),
    )
    notes = [*source.notes, *target.notes, *column_notes(columns), *lacking, *splits.notes]
    notes += leak_notes(table.train, columns, source.target)
    notes += _task_notes(task, source.target, why)
    data = {
        **data_facts(source.kind, source.digest, asked, splits, notes, examples.count),
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
        preprocess=table.facts(source.target, first),
        data=data,
        fields=table.cells,
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


def _expect_classes(target: _Target, splits: Splits) -> list[str]:
    if not target.classes:
        return []
    return expect_classes(class_counts(target.classes, target.labels, splits))


def _make_task(
    target: _Target, splits: Splits, shape: Mapping[str, Any], recipe: Recipe
) -> tuple[AnyTask, dict[str, NDArray[Any]]]:
    settings = recipe.settings
    size = network_settings(settings)
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
