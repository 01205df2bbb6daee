"""A table as it lies, with its target found and, where one was given, its test file beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from netwright.data._npz import no_layout, npz_arrays, npz_headers
from netwright.data._table_reading import TableRead, read_table
from netwright.data._table_typed import as_text
from netwright.data._targets import find_targets
from netwright.errors import DataError
from netwright.store import digest

_PARTS = (("_train", None), ("_val", "val"), ("_valid", "val"), ("_test", "test"))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TableSource:
    """Rows with a target.

    Args:
        kind: how the table lies.
        path: where, as the person wrote it.
        frame: every column String, null is missing; the test file's rows come last.
        given: for each row "test" where it came from the test file, else None.
        targets: the columns to learn, one or more.
        digest: SHA-256 of the files, in hexadecimal.
        notes: one sentence each, for the user.
    """

    kind: str
    path: str
    frame: pl.DataFrame
    given: tuple[str | None, ...]
    targets: tuple[str, ...]
    digest: str
    notes: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """How many rows there are."""
        return self.frame.height

    @property
    def target(self) -> str:
        """The column to learn, the first of several."""
        return self.targets[0]


def open_table(
    path: Path,
    *,
    target: str | Sequence[str] | None,
    test: Path | None = None,
    header: bool | None = None,
) -> TableSource:
    """Read a table and, where there is one, its test file.

    Args:
        path: CSV, TSV, text or parquet.
        target: a name, an index or "last"; or several of them, joined by commas or as a list.
        test: a file with the same columns, whose rows only score.
        header: whether the first row holds names; None to find out.

    Returns:
        The source.

    Raises:
        DataError: if a file cannot be read, or the test file lacks a column.
        SettingError: if there is no such target.
    """
    read = read_table(path, header=header)
    names = find_targets(read.frame.columns, target)
    notes = [*read.notes, f"{path.name}: {read.dialect.describe()}"]
    frames, digests, given = [read.frame], [read.digest], [None] * read.rows
    whole: list[str | None] = list(given)
    if test is not None:
        extra = read_table(test, header=read.dialect.header if header is None else header)
        frames.append(_same_columns(read, extra, test))
        digests.append(extra.digest)
        whole += ["test"] * extra.rows
        notes += [*extra.notes, f"{test.name}: {extra.dialect.describe()}"]
    return TableSource(
        kind="table",
        path=str(path),
        frame=pl.concat(frames),
        given=tuple(whole),
        targets=names,
        digest="+".join(digests),
        notes=tuple(notes),
    )


def open_npz_table(path: Path) -> TableSource:
    """Read an npz file of features (n, d) and targets (n,) as a table.

    Args:
        path: holds x_train, y_train and perhaps x_val, y_val, x_test, y_test; or x and y.

    Returns:
        The source; the columns are x0, x1, ..., and the target is y.

    Raises:
        DataError: if the file has no such arrays, or they do not fit together.
    """
    headers = npz_headers(path)
    split = [part for part in _PARTS if f"x{part[0]}" in headers]
    ends = split if "x_train" in headers else [("", None)]
    if f"x{ends[0][0]}" not in headers:
        raise no_layout(path, headers)
    arrays = npz_arrays(path, headers, [f"{name}{end}" for end, _ in ends for name in "xy"])
    parts = [_rows(arrays, end, path) for end, _ in ends]
    width = parts[0].width
    for (end, _), part in zip(ends, parts, strict=True):
        if part.width != width:
            raise DataError(
                f"x{end} must have as many columns as x{ends[0][0]}, {width - 1:,}; got "
                f"{part.width - 1:,}"
            )
    return TableSource(
        kind="npz table",
        path=str(path),
        frame=pl.concat(parts),
        given=tuple(
            name for (_, name), part in zip(ends, parts, strict=True) for _ in range(part.height)
        ),
        targets=("y",),
        digest=digest(path),
    )


def _rows(arrays: Mapping[str, NDArray[Any]], end: str, path: Path) -> pl.DataFrame:
    """The text of x (n, d) and y (n,) of one part."""
    if f"y{end}" not in arrays:
        raise DataError(f"{path} must hold y{end} beside x{end}; got no y{end}")
    x, y = arrays[f"x{end}"], arrays[f"y{end}"]
    if x.ndim != 2 or 0 in x.shape:
        raise DataError(f"x{end} must have rows and columns, (n, d); got shape {x.shape}")
    if y.size != len(x):
        raise DataError(f"y{end} must have a target for each of {len(x):,} rows; got {y.size:,}")
    columns = {f"x{j}": x[:, j] for j in range(x.shape[1])} | {"y": y.reshape(-1)}
    for name, values in columns.items():
        if values.dtype.kind not in "buifSUM":
            raise DataError(
                f"{name[0]}{end} must hold numbers, text or dates; got {values.dtype.name}"
            )
        if values.dtype.kind == "S":
            columns[name] = np.char.decode(values, "utf-8", "backslashreplace")
    return as_text(pl.DataFrame(columns), name=str(path))


def _same_columns(first: TableRead, second: TableRead, path: Path) -> pl.DataFrame:
    names = first.frame.columns
    missing = [name for name in names if name not in second.frame.columns]
    if missing:
        shown = ", ".join(repr(name) for name in missing[:5])
        raise DataError(
            f"{path} must have the columns of the training file; got none named {shown}",
            hint="the test file needs the same columns, the target among them",
        )
    return second.frame.select(names)
