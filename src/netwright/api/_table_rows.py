"""The rows of a table, whatever is learned of them: which splits they are in, and as numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

import numpy as np
import polars as pl
from numpy.typing import NDArray

from netwright.api._pictures import split_rule
from netwright.data import (
    Column,
    Splits,
    TableArrays,
    TablePreprocess,
    TableSource,
    duplicate_groups,
    find_target,
    infer_columns,
    join_groups,
    split_rows,
)
from netwright.errors import DataError, SettingError
from netwright.recipe import Recipe

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedTable:
    """Rows as a network takes them, without what is learned.

    Args:
        frame: the rows, as text.
        splits: which row is in which split.
        columns: what the columns besides the targets and the group are.
        preprocess: fitted on the training rows.
        arrays: of all rows.
        group: the column whose values stay in one split; empty for none.
    """

    frame: pl.DataFrame
    splits: Splits
    columns: tuple[Column, ...]
    preprocess: TablePreprocess
    arrays: TableArrays
    group: str

    @property
    def train(self) -> pl.DataFrame:
        """The training rows, as text."""
        return self.frame[self.splits.rows["train"]]

    @property
    def shape(self) -> dict[str, Any]:
        """What a task wants to know: "numbers" and "sizes"."""
        return {
            "numbers": len(self.preprocess.number_names),
            "sizes": self.preprocess.category_sizes,
        }

    def facts(self, target: str | list[str], recipe: Recipe) -> dict[str, Any]:
        """What a model file says of its rows; ``target`` is left out of those that come later."""
        return {
            "kind": "table",
            "table": self.preprocess.to_dict(),
            "target": target,
            "group": self.group,
            "header": recipe.settings.header,
        }

    def cells(self, row: int) -> dict[str, str]:
        """Column -> cell of a row, as text."""
        cells = self.frame.row(row, named=True)  # a tenth of the time of a look at each column
        return {name: str(cell or "") for name, cell in cells.items()}


def code_table(
    source: TableSource, rows: Ints, strata: Ints, recipe: Recipe, kinds: Mapping[str, str]
) -> CodedTable:
    """Split some rows of a table and code them, fitted on those that train.

    Args:
        source: the table.
        rows: with a target.
        strata: (rows,) of which kind each row's target is.
        recipe: how to split.
        kinds: what the user says of columns, the targets apart.

    Returns:
        The rows.

    Raises:
        SettingError: if group, time or a kind names no column, or group and time are both given.
        DataError: if there are no times, no row is left to train, or no column to learn from.
    """
    frame = source.frame[rows]
    given = [source.given[row] for row in rows]
    splits = _split(frame, strata, given, recipe)
    group = recipe.settings.group
    # a group's name would tell the network which group a row is of; new groups have new names
    dropped = [_column(frame, group, "group")] if group else []
    features = frame[splits.rows["train"]].drop([*source.targets, *dropped])
    columns = infer_columns(features, override=kinds)
    preprocess = TablePreprocess.fit(features, columns)
    return CodedTable(
        frame=frame,
        splits=splits,
        columns=columns,
        preprocess=preprocess,
        arrays=preprocess.apply(frame),
        group="".join(dropped),
    )


def kinds_of(text: str) -> dict[str, str]:
    """Column -> what the user says it is, of "a=category;b=text"."""
    pairs = [part.partition("=") for part in text.split(";") if part.strip()]
    return {name.strip(): kind.strip() for name, _, kind in pairs}


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


def _column(frame: pl.DataFrame, name: str, setting: str) -> str:
    try:
        return find_target(frame.columns, name)
    except SettingError as error:
        raise SettingError(setting, name, wanted=error.wanted, hint=error.hint) from error


def _split(frame: pl.DataFrame, strata: Ints, given: list[str | None], recipe: Recipe) -> Splits:
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
    done = split_rows(split_rule(recipe), strata=strata, given=given, groups=groups, time=time)
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
