"""Rows that come with types (parquet, frames, mappings) as the same frame of text as a CSV.

    int -> "3"    float -> "3" or "0.1" (shortest text that reads back equal)    bool -> "True"
    date -> ISO   text -> trimmed, missing markers null                          None, NaN -> null

A whole float is written without its ".0", because a column of integers becomes one of floats as
soon as one of its values is missing, and "3" must stay "3" then. Nested values are refused.
"""

import datetime
import io
import math
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from netwright.data._table_cells import clean_cell
from netwright.errors import DataError

EXACT = 2**53  # whole floats up to this are written as integers
NESTED = (pl.List, pl.Array, pl.Struct, pl.Object, pl.Binary)


def read_parquet(data: bytes, *, name: str) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """Read the bytes of a parquet file as a frame of text.

    Args:
        data: the whole file.
        name: what errors call it.

    Returns:
        The frame, every column String, and notes.

    Raises:
        DataError: if the bytes are no whole parquet file, hold no rows, or hold nested columns.
    """
    try:
        frame = pl.read_parquet(io.BytesIO(data))
    except (pl.exceptions.PolarsError, OSError) as error:
        raise DataError(
            f"{name} must be a whole parquet file; got {str(error).splitlines()[0]}",
            hint="check that the file was copied or downloaded to its end",
        ) from error
    if not frame.height or not frame.width:
        raise DataError(
            f"{name} must hold rows; got {frame.height} rows of {frame.width} columns",
            hint="check how the file was written",
        )
    notes = tuple(
        f"column {column.name!r} came as {column.dtype} and is read as text or numbers"
        for column in frame
        if isinstance(column.dtype, pl.Categorical | pl.Enum | pl.Decimal | pl.Duration | pl.Time)
    )
    return as_text(frame, name=name), notes


def as_text(frame: pl.DataFrame, *, name: str) -> pl.DataFrame:
    """Write every typed column as text, without loss.

    Args:
        frame: any flat columns.
        name: what errors call the table.

    Returns:
        The same columns and rows, every column String; null is missing.

    Raises:
        DataError: if a column holds lists, structures, bytes or objects.

    Example:
        >>> frame = pl.DataFrame({"a": [1.0, 0.1, None], "b": [True, False, None]})
        >>> as_text(frame, name="t").rows()
        [('1', 'True'), ('0.1', 'False'), (None, None)]
    """
    return pl.DataFrame([_column_text(column, name) for column in frame.get_columns()])


def to_frame(rows: object, *, name: str = "rows") -> pl.DataFrame:
    """Make the frame of text that ``TablePreprocess`` reads of what a caller has at hand.

    Args:
        rows: a list of mappings (one for each row), a mapping of lists (one for each column), one
            mapping of plain values (one row), or a pandas or polars frame.
        name: what errors call the rows.

    Returns:
        Every column String; null is missing. A key that only some rows have is missing in others.

    Raises:
        DataError: if the rows have another form, columns of different lengths, or nested values.

    Example:
        >>> to_frame([{"age": 3, "who": " me "}, {"age": None, "who": "?"}]).rows()
        [('3', 'me'), (None, None)]
    """
    if isinstance(rows, pl.DataFrame):
        return as_text(rows, name=name)
    columns = _as_columns(rows, name)
    lengths = {len(cells) for cells in columns.values()}
    if len(lengths) > 1:
        raise DataError(f"{name} must have columns of one length; got lengths {sorted(lengths)}")
    return pl.DataFrame(
        [
            pl.Series(column, [_value_text(cell, column, name) for cell in cells], dtype=pl.String)
            for column, cells in columns.items()
        ]
    )


def _as_columns(rows: object, name: str) -> dict[str, Sequence[Any]]:
    if hasattr(rows, "to_dict") and hasattr(
        rows, "columns"
    ):  # a pandas frame, without importing it
        rows = rows.to_dict("list")
    if isinstance(rows, Mapping):
        lists = [_is_column(cells) for cells in rows.values()]
        if all(lists):
            return {str(column): list(cells) for column, cells in rows.items()}
        if not any(lists):
            return {str(column): [cell] for column, cell in rows.items()}
    elif isinstance(rows, Sequence) and rows and all(isinstance(row, Mapping) for row in rows):
        named = dict.fromkeys(column for row in rows for column in row)
        return {str(column): [row.get(column) for row in rows] for column in named}
    raise DataError(
        f"{name} must be a list of mappings, a mapping of lists or a frame; "
        f"got {type(rows).__name__}",
        hint='for example [{"age": 39, "work": "Private"}]',
    )


def _is_column(cells: object) -> bool:
    return hasattr(cells, "__len__") and not isinstance(cells, str | bytes | Mapping)


def _value_text(value: object, column: str, name: str) -> str | None:
    if hasattr(value, "item") and not isinstance(value, str):  # a NumPy scalar
        value = value.item()
    if (
        value is None or value != value
    ):  # not a number, and pandas' "not a time", differ from themselves
        return None
    if isinstance(value, str):
        return clean_cell(value)
    if isinstance(value, bool | int):
        return str(value)
    if isinstance(value, float):
        whole = math.isfinite(value) and value == int(value) and abs(value) <= EXACT
        return str(int(value)) if whole else repr(value)
    if isinstance(value, datetime.date):  # and datetime, and pandas' Timestamp
        return value.isoformat()
    raise DataError(
        f"{name} must hold numbers, words, dates or None; "
        f"got {type(value).__name__} in column {column!r}"
    )


def _column_text(column: pl.Series, name: str) -> pl.Series:
    kind = column.dtype
    if isinstance(kind, NESTED):
        raise DataError(
            f"{name} must hold one plain value in each cell; got {kind} in column {column.name!r}",
            hint="leave the column out, or spread it over several columns",
        )
    if kind == pl.Boolean or kind.is_float():
        cells = [_value_text(value, column.name, name) for value in column]
        if kind == pl.Float32:
            cells = column.cast(pl.String).str.replace(r"\.0$", "").to_list()
            cells = [None if cell == "NaN" else cell for cell in cells]
        return pl.Series(column.name, cells, dtype=pl.String)
    if isinstance(kind, pl.Datetime):
        return column.dt.to_string("iso:strict").alias(column.name)
    text = column.cast(pl.String)
    cells = [None if cell is None else clean_cell(cell) for cell in text]
    return pl.Series(column.name, cells, dtype=pl.String)
