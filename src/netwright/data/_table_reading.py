"""A table file as a frame of text: every cell a String, null where it is missing.

    bytes -> dialect -> records -> columns of trimmed cells -> frame        (CSV, TSV, TXT)
    bytes -> polars  -> typed columns -> text without loss -> frame         (parquet)

Text is the one form in which training and prediction meet: what a column means is decided by
``infer_columns`` and kept with the model, not by a reader that guesses anew for every file.
Every record becomes one row: a record of another length, an open quote or a byte that is no text
stops the reading with the line, and no row is ever skipped to get on. Lines without any
character are no records. Cost: about 0.7 s for 50,000 rows of 15 cells, and memory of a few
times the file. A cell may hold up to 131,072 characters, the limit of Python's reader.
"""

import csv
import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path

import polars as pl

from netwright.data._table_cells import COMMA_NUMBER, MISSING, NUMBER, SHARE
from netwright.data._table_dialect import TableDialect, records, sniff
from netwright.data._table_text import decode_table
from netwright.data._table_typed import read_parquet
from netwright.data._wording import counted
from netwright.errors import DataError, StorageError

CELLS = 1_000_000  # cut into columns at a time
POINT_GROUPS = r"^[+-]?\d{1,3}(\.\d{3})+$"


@dataclass(frozen=True, slots=True)
class TableRead:
    """A table as it was read, with what has to be said about it.

    Args:
        frame: every column String, trimmed; null is missing.
        dialect: how the file was read.
        notes: one sentence each, for the user.
        digest: SHA-256 of the file, in hexadecimal.
    """

    frame: pl.DataFrame
    dialect: TableDialect
    notes: tuple[str, ...]
    digest: str

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return self.frame.height


def read_table(path: Path, *, header: bool | None = None) -> TableRead:
    """Read a CSV, TSV, text or parquet file.

    Args:
        path: the file; parquet is known by its content, not by its name.
        header: whether the first row holds the names; None to find out.

    Returns:
        The frame, the dialect, notes and the digest.

    Raises:
        StorageError: if the file cannot be read from the disk.
        DataError: if it is no table; the line is named where there is one.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise StorageError(f"{path} must be a readable file; got {error.strerror}") from error
    digest = hashlib.sha256(data).hexdigest()
    if data.startswith(b"PAR1"):
        frame, notes = read_parquet(data, name=str(path))
        dialect = TableDialect(encoding="parquet", bom=False, delimiter="", header=True)
        return TableRead(frame, dialect, notes, digest)
    decoded = decode_table(data, name=str(path))
    dialect = sniff(decoded.text, encoding=decoded.encoding, bom=decoded.bom)
    if header is not None:
        dialect = replace(dialect, header=header)
    frame, notes = frame_of(decoded.text, dialect, name=str(path))
    return TableRead(frame, dialect, notes, digest)


def unique_names(names: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names for columns: trimmed, none empty, no two alike.

    Args:
        names: as they stand in the header.

    Returns:
        As many names, and a note for each that had to be changed.

    Example:
        >>> unique_names(["a", " a ", ""])[0]
        ('a', 'a_2', 'column_3')
    """
    wanted = [" ".join(name.split()) for name in names]
    taken, given, notes = set(wanted), list[str](), list[str]()
    seen: set[str] = set()
    for number, name in enumerate(wanted, start=1):
        base = name or "column"
        use, count = name or f"column_{number}", 1 if name else number
        while use in seen or (use != name and use in taken):
            count += 1
            use = f"{base}_{count}"
        if use != name:
            what = f"has the name {name!r} again" if name else "has no name"
            notes.append(f"column {number} {what} and is called {use!r}")
        seen.add(use)
        given.append(use)
    return tuple(given), tuple(notes)


def frame_of(
    text: str, dialect: TableDialect, *, name: str
) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """Read a text in a known dialect.

    Args:
        text: all of it.
        dialect: how it is written.
        name: what errors call it.

    Returns:
        The frame, every column String, and notes.

    Raises:
        DataError: if its records are no table; the line is named.
    """
    missing: Counter[str] = Counter()
    try:
        rows: Iterator[list[str]] = filter(
            None, records(text, dialect.delimiter, quoting=dialect.quoting)
        )
        first = next(rows)
        if not dialect.header:
            rows = chain([first], rows)
        columns = _columns(rows, len(first), missing)
    except (csv.Error, ValueError) as error:
        raise _fault(text, dialect, name) from error
    if not columns:
        raise DataError(
            f"{name} must hold rows below its header; got the header only",
            hint="if the first row is data, read the table without a header",
        )
    notes = [
        f"{counted(count, 'cell')} {f'with {marker!r}' if marker else 'empty'}, read as missing"
        for marker, count in missing.most_common()
    ]
    titles, renamed = unique_names(first if dialect.header else [""] * len(first))
    if dialect.decimal == ",":
        columns = [_with_points(column) for column in columns]
    if dialect.encoding == "Windows-1252":
        notes.append(f"{name} is no UTF-8 and was read as Windows-1252; check its accented letters")
    frame = pl.DataFrame(
        [column.rename(title) for title, column in zip(titles, columns, strict=True)]
    )
    return frame, (*(renamed if dialect.header else ()), *notes)


def _columns(rows: Iterator[list[str]], width: int, missing: Counter[str]) -> list[pl.Series]:
    """Cut records into columns, some at a time, so that few cells are Python strings at once.

    A record of another length than ``width`` is a ValueError; the caller finds its line.
    """
    parts: list[list[pl.Series]] = []
    while chunk := list(islice(rows, max(1, CELLS // width))):
        if any(len(row) != width for row in chunk):
            raise ValueError("rows of several lengths")
        parts.append([_cleaned(cells, missing) for cells in zip(*chunk, strict=True)])
    if len(parts) <= 1:
        return parts[0] if parts else []
    return [pl.concat(pieces) for pieces in zip(*parts, strict=True)]


def _cleaned(cells: Sequence[str], missing: Counter[str]) -> pl.Series:
    trimmed = [cell.strip() for cell in cells]
    missing.update(cell for cell in trimmed if cell in MISSING)
    kept = [None if cell in MISSING else cell for cell in trimmed]
    return pl.Series(kept, dtype=pl.String)


def _with_points(cells: pl.Series) -> pl.Series:
    """Write the decimal commas of a column of numbers as points; leave other columns alone."""
    comma = cells.str.contains(f"^(?:{COMMA_NUMBER.pattern})$")
    number = cells.str.contains(f"^(?:{NUMBER.pattern})$")
    if not comma.any() or (comma | number).sum() < SHARE * cells.count():
        return cells
    local = (comma | cells.str.contains(POINT_GROUPS)).fill_null(value=False)
    pointed = cells.str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True)
    return pointed.zip_with(local, cells)


def _fault(text: str, dialect: TableDialect, name: str) -> DataError:
    """Read again, record by record, to say what is wrong and on which line."""
    reader = records(text, dialect.delimiter, quoting=dialect.quoting)
    line, width, found = 1, 0, 0
    try:
        for row in reader:
            width, found = width or len(row), len(row)
            if found not in (0, width):
                break
            line = reader.line_num + 1
    except csv.Error as error:
        return _quote_fault(str(error), line, name)
    return DataError(
        f"{name} must have {width} cells in every row, as its first row has; "
        f"got {found} on line {line}",
        hint=f"the file was read as: {dialect.describe()}; correct that line, "
        "or put quotes around a cell that holds the delimiter",
    )


def _quote_fault(said: str, line: int, name: str) -> DataError:
    if "field larger" in said:
        return DataError(
            f"{name} must have cells of at most {csv.field_size_limit():,} characters; "
            f"got a longer one in the row that begins on line {line}",
            hint="a quote may be open there",
        )
    if "unexpected end" in said:
        return DataError(
            f"{name} must close every quoted cell; "
            f"got an open quote in the row that begins on line {line}",
            hint="close the quote, or write a quote inside a quoted cell twice",
        )
    return DataError(
        f"{name} must have nothing between a closing quote and the delimiter; "
        f"got more text in the row that begins on line {line}",
        hint="write a quote inside a quoted cell twice",
    )
