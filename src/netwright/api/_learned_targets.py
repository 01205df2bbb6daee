"""The columns that are learned together: which rows have one, what the training rows show of each.

    columns of text --read_targets--> LearnedColumns --split--> fit_targets --> Target, stored array
    columns of text, a trained task ------------------> stored_targets --> stored arrays

The same rule says for training and for scoring which rows count: those with one of the targets.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from netwright.api._data_facts import class_counts
from netwright.data import (
    PictureSource,
    Splits,
    TableSource,
    TargetColumn,
    read_target,
    target_strata,
)
from netwright.errors import DataError
from netwright.recipe import Recipe
from netwright.tasks import SeveralTargets, Target, loss_weights, target_statistics

Ints = NDArray[np.int64]
KINDS = {"class": "category", "number": "number", "labels": "labels"}  # as the user would say it


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnedColumns:
    """The columns that are learned, and the rows that have one of them.

    Args:
        columns: of those rows.
        rows: their numbers in the source.
        notes: what a person should know, one line each.
    """

    columns: tuple[TargetColumn, ...]
    rows: Ints
    notes: tuple[str, ...]

    @property
    def strata(self) -> Ints:
        """By what the split is stratified: the first target's labels or tenths, or none."""
        first = self.columns[0]
        if first.kind == "number":
            return np.where(first.missing, -1, target_strata(np.nan_to_num(first.values)))
        texts = np.array(["\0" if x is None else "|".join(x) for x in first.sets])
        return np.unique(texts, return_inverse=True)[1].astype(np.int64)


def read_targets(frame: pl.DataFrame, kinds: Mapping[str, str]) -> LearnedColumns:
    """Read the columns that are learned.

    Args:
        frame: these columns, every one String.
        kinds: what the user says of some of them.

    Returns:
        The columns, on the rows that have one of them.

    Raises:
        SettingError: if a kind is none of a target.
        DataError: if a column has nothing to learn, or no row has a target.
    """
    columns = [read_target(frame[name], kind=kinds.get(name)) for name in frame.columns]
    return _with_rows(columns)


def fit_targets(
    columns: tuple[TargetColumn, ...], splits: Splits, recipe: Recipe
) -> tuple[tuple[Target, ...], dict[str, NDArray[Any]], list[str]]:
    """Each target as the training rows show it.

    Args:
        columns: of all rows that have a target.
        splits: of these rows.
        recipe: for the weights, and whether logarithms are learned.

    Returns:
        The targets, their stored arrays, and what has to be said.

    Raises:
        SettingError: if a weight or a logarithm cannot be.
        DataError: if the training rows have no value of a target, or one class alone.
    """
    names = [column.name for column in columns]
    weights = loss_weights(recipe.settings.loss_weights, names)
    parts, stored, notes = [], dict[str, NDArray[Any]](), list[str]()
    for column, weight in zip(columns, weights, strict=True):
        train = splits.rows["train"]
        held = train[~column.missing[train]]
        if not len(held):
            raise DataError(
                f"train must have rows with the target {column.name!r}; got none of {len(train):,}"
            )
        classes = column.classes(held)
        array, said = column.coded(classes)
        part = Target(
            name=column.name,
            kind=column.kind,
            classes=classes,
            weight=weight,
            **_statistics(column, array, held, splits, recipe),
        )
        parts.append(part)
        stored[part.array] = array
        notes += [f"{column.name}: {_what(part)} ({column.why})", *said]
    return tuple(parts), stored, notes


def stored_targets(
    task: SeveralTargets, source: PictureSource | TableSource, kept: Ints | None = None
) -> tuple[dict[str, NDArray[Any]], Ints, list[str]]:
    """The targets of rows that are to be scored, as the task stores them.

    Args:
        task: trained.
        source: with the task's columns.
        kept: rows of the source to look at; None for all.

    Returns:
        Arrays of the rows that have a target, the numbers of those rows among ``kept``, and what a
        person should know.

    Raises:
        DataError: if a number is text, or no row has a target.
    """
    whole = target_frame(source)
    frame = pl.DataFrame() if whole is None else whole if kept is None else whole[kept]
    columns = [
        read_target(frame[name], kind=KINDS[part.kind], scored=True)
        for name, part in zip(frame.columns, task.parts, strict=True)
    ]
    learned = _with_rows(columns)
    arrays, notes = {}, list(learned.notes)
    for part, column in zip(task.parts, learned.columns, strict=True):
        arrays[part.array], said = column.coded(part.classes)
        notes += said
    task.expect_logarithms(arrays)
    return arrays, learned.rows, notes


def target_facts(
    parts: tuple[Target, ...], stored: Mapping[str, NDArray[Any]], splits: Splits
) -> dict[str, dict[str, Any]]:
    """What ``data.json`` holds of each target: its kind, rows without it, rows of each class.

    Args:
        parts: the targets.
        stored: their arrays.
        splits: of the rows.

    Returns:
        Name -> "kind", "missing" (split -> rows), and "classes" (class -> split -> rows) where it
        has some.
    """
    facts: dict[str, dict[str, Any]] = {}
    for part in parts:
        array = stored[part.array]
        known = part.known(array)
        facts[part.name] = {
            "kind": part.kind,
            "missing": {name: int((~known[rows]).sum()) for name, rows in splits.rows.items()},
        }
        if part.kind == "class":
            held = {name: rows[known[rows]] for name, rows in splits.rows.items()}
            whole = Splits(rows=held, why="")
            facts[part.name]["classes"] = class_counts(part.classes, array, whole)
        elif part.kind == "labels":
            facts[part.name]["classes"] = {
                name: {s: int((array[rows, j] == 1).sum()) for s, rows in splits.rows.items()}
                for j, name in enumerate(part.classes)
            }
    return facts


def target_frame(source: PictureSource | TableSource) -> pl.DataFrame | None:
    """The columns that are learned, as text; None where pictures lie in folders of classes."""
    if isinstance(source, PictureSource):
        return source.targets
    return source.frame.select(source.targets)


def _with_rows(columns: list[TargetColumn]) -> LearnedColumns:
    """Leave out the rows that have no target, and say so."""
    missing = np.stack([column.missing for column in columns])
    rows = np.flatnonzero(~missing.all(axis=0)).astype(np.int64)
    if not len(rows):
        raise DataError(
            f"a row must have one of the targets; got none of {len(columns)} in "
            f"{missing.shape[1]:,} rows"
        )
    notes = [note for column in columns for note in column.notes]
    gone = missing.shape[1] - len(rows)
    if gone:
        first = int(np.flatnonzero(missing.all(axis=0))[0]) + 1
        notes.append(f"rows without any target, left out: {gone:,}, the first of them row {first}")
    for column, own in zip(columns, missing, strict=True):
        lacking = int(own.sum()) - gone
        if lacking:
            notes.append(
                f"{column.name} is missing in rows: {lacking:,}; such a row counts for its other "
                "targets alone"
            )
    return LearnedColumns(
        columns=tuple(column.take(rows) for column in columns), rows=rows, notes=tuple(notes)
    )


def _statistics(
    column: TargetColumn, array: NDArray[Any], held: Ints, splits: Splits, recipe: Recipe
) -> dict[str, Any]:
    """What the training rows that have the target say of it."""
    if column.kind == "number":
        choosing = np.concatenate([rows for name, rows in splits.rows.items() if name != "test"])
        return target_statistics(
            array[held],
            log=recipe.settings.log_target,
            smallest=float(np.nanmin(array[choosing])),
        )
    if column.kind == "labels":
        counts = array[held].astype(np.float64).sum(axis=0)
        return {"shares": tuple(((counts + 0.5) / (len(held) + 1)).tolist())}
    counts = np.bincount(array[held])
    if len(counts) < 2:
        raise DataError(
            f"train must have 2 or more classes of {column.name!r}; got {len(counts)}",
            hint="leave the target out, or give more rows",
        )
    return {"shares": tuple((counts / len(held)).tolist())}


def _what(part: Target) -> str:
    if part.kind == "number":
        return "a number, its logarithm is learned" if part.log else "a number"
    return f"{len(part.classes):,} classes" if part.kind == "class" else "labels"
