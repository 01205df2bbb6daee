"""Several targets: what each column is, one split for all of them, one task.

    the columns that are learned --read_target--> which rows have one --> splits
        --> classes, means and shares of the training rows --> a Target and a stored array each

A row counts for the targets it has; one without any is left out. The split is stratified by the
first target.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from netwright.api._data_facts import data_facts, decoded_facts, form_facts, picture_notes
from netwright.api._learned_targets import fit_targets, read_targets, target_facts, target_frame
from netwright.api._pictures import (
    check_applies,
    chosen_form,
    picture_statistics,
    resolve_recipe,
    split_rule,
)
from netwright.api._prepared import Asked, Prepared, Say
from netwright.api._table_rows import code_table, kinds_of, row_names
from netwright.contracts import Examples
from netwright.data import (
    PictureSource,
    TableSource,
    column_notes,
    decoded,
    duplicate_groups,
    leak_notes,
    split_kinds,
    split_rows,
    target_kind,
)
from netwright.errors import SettingError
from netwright.recipe import Recipe, resolve
from netwright.tasks import (
    DataFacts,
    SeveralTargets,
    Target,
    network_settings,
)

NAME = SeveralTargets.name
NOT_FOR_TABLES = ("side", "channels", "augment", "damaged", "tta", "progressive", "pretrained")
NOT_FOR_PICTURES = ("group", "time", "tta", "pretrained")
NO_SHAPE: Mapping[str, Any] = {
    "numbers": 0, "sizes": (), "side": 0, "channels": 0, "mean": (), "std": (),
}  # fmt: skip


def wants_several(source: PictureSource | TableSource, asked: Asked) -> bool:
    """Whether a network with several targets, or with one of several labels, is to be trained.

    Args:
        source: opened.
        asked: by the user.

    Returns:
        True where several columns are learned, one holds several labels, or it was asked for.

    Raises:
        SettingError: if the task that was asked for cannot learn these columns.
    """
    recipe = asked.fixed or resolve(user=asked.user)
    task, frame = recipe.settings.task, target_frame(source)
    if frame is None:
        if task == NAME:
            raise SettingError("task", task, wanted="image-classification for pictures in folders")
        return False
    if task:
        one_class = task != "image-classification" or bool(getattr(source, "classes", True))
        if task != NAME and (frame.width > 1 or not one_class):
            raise SettingError("task", task, wanted=f"{NAME} for these targets")
        return task == NAME
    name = frame.columns[0]
    kind = kinds_of(recipe.settings.kinds).get(name)
    if frame.width > 1 or kind == "labels":
        return True
    return kind is None and target_kind(frame[name])[0] == "labels"


def prepare_several(source: PictureSource | TableSource, asked: Asked, say: Say) -> Prepared:
    """Make examples, task and recipe of data with several targets.

    Args:
        source: opened; pictures come with a table of targets.
        asked: by the user.
        say: told what was found, a line at a time.

    Returns:
        Everything but the plan.

    Raises:
        DataError: if the data cannot be used.
        SettingError: if a setting names no column, kind or target.
        RecipeError: if a setting cannot work.
    """
    if isinstance(source, PictureSource):
        return _prepare_pictures(source, asked, say)
    return _prepare_table(source, asked, say)


def _prepare_table(source: TableSource, asked: Asked, say: Say) -> Prepared:
    check_applies(asked, NOT_FOR_TABLES, "tables")
    first = asked.fixed or resolve(user=asked.user)
    others, own = split_kinds(kinds_of(first.settings.kinds), source.targets)
    learned = read_targets(source.frame.select(source.targets), own)
    table = code_table(source, learned.rows, learned.strata, first, others)
    splits, columns = table.splits, table.columns
    recipe = asked.fixed or resolve_recipe(NAME, DataFacts(train=len(table.train)), asked)
    parts, stored, said = fit_targets(learned.columns, splits, recipe)
    task = _task(parts, recipe, {**NO_SHAPE, **table.shape})
    task.expect_logarithms(stored)
    arrays: dict[str, NDArray[Any]] = {
        "numbers": table.arrays.numbers,
        "categories": table.arrays.categories,
        **stored,
    }
    names = row_names(source, learned.rows.tolist(), asked.test)
    examples = Examples(arrays, splits.rows, names)
    notes = [*source.notes, *learned.notes, *said, *column_notes(columns), *splits.notes]
    for part in parts:
        known = table.train.filter(pl.col(part.name).is_not_null())
        notes += leak_notes(known, columns, part.name)
    data = {
        **data_facts(source.kind, source.digest, asked, splits, notes, examples.count),
        "target": ", ".join(source.targets),
        "targets": target_facts(parts, stored, splits),
        "columns": {c.name: c.kind for c in columns},
        "left_out": sorted(set(range(source.count)) - set(learned.rows.tolist())),
    }
    what = f"{source.count:,} rows, {len(columns)} columns besides {len(parts)} to learn"
    for line in (f"{what}; {splits.why}", *notes):
        say(line)
    return Prepared(
        task=task,
        examples=examples,
        recipe=recipe,
        preprocess=table.facts(list(source.targets), first),
        data=data,
        fields=table.cells,
    )


def _prepare_pictures(source: PictureSource, asked: Asked, say: Say) -> Prepared:
    check_applies(asked, NOT_FOR_PICTURES, "pictures")
    first = asked.fixed or resolve(user=asked.user)
    form = chosen_form(source, first)
    done = decoded(source, form, allow=first.settings.damaged)
    frame = pl.DataFrame() if source.targets is None else source.targets[done.kept]
    others, own = split_kinds(kinds_of(first.settings.kinds), frame.columns)
    if others:
        named = ", ".join(frame.columns)
        raise SettingError("kinds", next(iter(others)), wanted=f"of the targets alone: {named}")
    learned = read_targets(frame, own)
    kept = done.kept[learned.rows]
    pictures = done.pictures if len(kept) == source.count else done.pictures[kept]
    groups = duplicate_groups(pictures)
    given = [source.splits[row] for row in kept]
    splits = split_rows(split_rule(first), strata=learned.strata, given=given, groups=groups)
    train = pictures[splits.rows["train"]]
    facts = DataFacts(train=len(train), side=form.side, channels=form.channels)
    recipe = asked.fixed or resolve_recipe(NAME, facts, asked)
    parts, stored, said = fit_targets(learned.columns, splits, recipe)
    shape = {"side": form.side, "channels": form.channels, **picture_statistics(train, recipe)}
    task = _task(parts, recipe, {**NO_SHAPE, **shape})
    task.expect_logarithms(stored)
    names = tuple(source.names[row] for row in kept)
    repeated = len(kept) - len(np.unique(groups))
    notes = [*picture_notes(source, splits, done, repeated), *learned.notes, *said]
    data = {
        **data_facts(source.kind, source.digest, asked, splits, notes, len(kept)),
        "target": ", ".join(frame.columns),
        "targets": target_facts(parts, stored, splits),
        **decoded_facts(done, repeated, form),
    }
    what = f"{source.count:,} pictures, {len(parts)} targets, as {form.channels} x {form.side} x"
    for line in (f"{what} {form.side}; {splits.why}", *notes):
        say(line)
    return Prepared(
        task=task,
        examples=Examples({"picture": pictures, **stored}, splits.rows, names),
        recipe=recipe,
        preprocess=form_facts(form),
        data=data,
    )


def _task(parts: tuple[Target, ...], recipe: Recipe, shape: Mapping[str, Any]) -> SeveralTargets:
    settings = recipe.settings
    return SeveralTargets(
        parts=parts,
        smoothing=settings.smoothing,
        augment=settings.augment,
        **network_settings(settings),
        **shape,
    )
