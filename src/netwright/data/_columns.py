"""What each column of a table is: numbers, categories, dates, or nothing to learn from.

    constant      at most one different value, missing counted as one
    identifier    a different value in every row: short text, a number padded with zeros, whole
                  numbers that count rows (0, 1, 2 ... or 1, 2, 3 ...), or a column called id
    category      whole numbers written with a leading zero ("020") are codes, so categories
    number        99 % of the cells that are not missing read as numbers
    date          99 % of the cells that are not missing fit one form of dates
    text          more than 30 characters on average, and more than half of the cells different
    category      all other words

The first that fits decides, numbers and dates before words. Constants, identifiers and text are
left out of the network for now, and that is said. The rules see cells, never the target.
"""

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, cast, get_args

import numpy as np
import polars as pl
from numpy.typing import NDArray

from netwright.data._table_cells import NUMBER_BLANKS, SHARE, date_forms, parse_numbers
from netwright.data._wording import counted, listed
from netwright.errors import DataError, SettingError

ColumnKind = Literal["number", "category", "date", "text", "constant", "identifier"]
KINDS: tuple[str, ...] = get_args(ColumnKind)
USED = ("number", "category", "date")
LONG_TEXT = 30  # characters on average
CODES_MOST = 20  # different whole numbers that may also be codes
CODES_ROWS = 1_000
ROW_NUMBERS = 50  # rows below which 1, 2, 3 ... may be chance
LEADING_ZERO = r"^0\d+$"
PADDED_SHARE = 0.01  # of the cells; fewer leading zeros are slips of the pen
ID_NAME = re.compile(r"(?:^|[^A-Za-z])(?:id|Id|ID|uuid|UUID|guid|GUID)$|[a-z](?:Id|ID)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """What a column is, and why.

    Args:
        name: as in the frame.
        kind: what it is.
        why: the reason in a few words.
        missing: cells that are missing.
        distinct: different values, without missing.
        codes: whether its numbers are few and whole, so that they may stand for categories.
        form: how a date is written, one of ``DATE_FORMS``; else empty.
    """

    name: str
    kind: ColumnKind
    why: str
    missing: int
    distinct: int
    codes: bool = False
    form: str = ""

    @property
    def used(self) -> bool:
        """Whether the network will see it."""
        return self.kind in USED


def infer_columns(
    frame: pl.DataFrame, *, target: str | None = None, override: Mapping[str, str] | None = None
) -> tuple[Column, ...]:
    """Tell what each column is.

    Args:
        frame: every column String, null is missing; the training rows.
        target: the column that is learned, which is left out of the answer.
        override: name -> kind for columns that the user knows better.

    Returns:
        One entry for each column but the target, in the order of the frame.

    Raises:
        SettingError: if the target or an override names no column, or no kind; all at once.

    Example:
        >>> frame = pl.DataFrame({"a": ["1", "2.5"], "b": ["x", "x"], "y": ["p", "q"]})
        >>> [(column.name, column.kind) for column in infer_columns(frame, target="y")]
        [('a', 'number'), ('b', 'constant')]
    """
    override = override or {}
    features = [name for name in frame.columns if name != target]
    if target is not None and target not in frame.columns:
        raise SettingError("target", target, wanted=wanted_name(target, frame.columns))
    for name, kind in override.items():
        if name not in features:
            raise SettingError("column", name, wanted=wanted_name(name, features))
        if kind not in KINDS:
            raise SettingError(f"the kind of {name!r}", kind, wanted=f"one of {', '.join(KINDS)}")
    return tuple(infer_column(frame[name], kind=override.get(name)) for name in features)


def infer_column(cells: pl.Series, *, kind: str | None = None) -> Column:
    """Tell what one column is; ``kind`` is what the user says it is, None for nothing."""
    missing = cells.null_count()
    distinct = cells.n_unique() - (missing > 0)
    form, codes = "", False
    found, why = (cast(ColumnKind, kind), "you said so") if kind else ("category", "words")
    if kind is None:
        found, why = _judge(cells, missing, distinct)
    if found == "date":
        forms = date_forms(cells)
        if not forms:
            raise DataError(
                f"column {cells.name!r} must hold dates of one form to be used as a date; "
                f"got {_sample(cells)}",
                hint="write them like 2024-12-31, or give the column another kind",
            )
        form = forms[0]
        why = why if kind else f"dates like {form}"
        if len(forms) > 1:
            why += f"; {forms[1]} fits as well"
    if found == "number":
        codes = (
            len(cells) >= CODES_ROWS and distinct <= CODES_MOST and _all_whole(parse_numbers(cells))
        )
        why += ", few and whole" if codes else ""
    return Column(
        name=cells.name,
        kind=found,
        why=why,
        missing=missing,
        distinct=distinct,
        codes=codes,
        form=form,
    )


def column_notes(columns: Sequence[Column]) -> tuple[str, ...]:
    """Say which columns the network will not see, and why."""
    return tuple(
        f"column {column.name!r} is left out: {column.why}" for column in columns if not column.used
    )


def wanted_name(name: str, names: Sequence[str]) -> str:
    """What a column's name should have been, fitting behind "must be".

    Args:
        name: what came.
        names: the columns there are.

    Returns:
        The nearest names, or the first ones where none is near.

    Example:
        >>> wanted_name("SalesPrice", ["Order", "SalePrice"])
        "the name of a column, perhaps 'SalePrice'"
    """
    lower = {known.lower(): known for known in names}
    near = [lower[close] for close in difflib.get_close_matches(name.lower(), list(lower), n=3)]
    if near:
        return f"the name of a column, perhaps {' or '.join(map(repr, near))}"
    return f"the name of a column: {listed(names, most=12)}"


def _judge(cells: pl.Series, missing: int, distinct: int) -> tuple[ColumnKind, str]:
    if distinct + (missing > 0) <= 1:
        return "constant", "all cells are missing" if missing else "all cells are equal"
    every = distinct == len(cells)
    numbers = parse_numbers(cells)
    read = int(np.isfinite(numbers).sum())
    held = len(cells) - missing
    blanks = int(cells.is_in(NUMBER_BLANKS).sum()) if read < held else 0
    if read and read >= SHARE * (held - blanks):
        return _judge_numbers(
            cells, numbers, every=every, blanks=blanks, other=held - blanks - read
        )
    if date_forms(cells):
        return "date", "dates"
    return _judge_words(cells, every=every, distinct=distinct)


def _judge_numbers(
    cells: pl.Series, numbers: NDArray[np.float64], *, every: bool, blanks: int, other: int
) -> tuple[ColumnKind, str]:
    whole = _all_whole(numbers)
    if whole and cells.str.contains(LEADING_ZERO).sum() >= PADDED_SHARE * cells.count():
        kind: ColumnKind = "identifier" if every else "category"
        return kind, "codes with leading zeros" + (", another in every row" if every else "")
    if every and whole and _counts_rows(cells.name, numbers):
        return "identifier", "whole numbers, another in every row"
    said = "numbers"
    if blanks:
        said += f", {counted(blanks, 'blank')} like '-' read as missing"
    if other:
        said += f", {counted(other, 'other cell')} read as missing"
    return "number", said


def _judge_words(cells: pl.Series, *, every: bool, distinct: int) -> tuple[ColumnKind, str]:
    length = cells.str.len_chars().sum() / cells.count()
    if length > LONG_TEXT and 2 * distinct > cells.count():
        return "text", f"running text of {length:.0f} characters on average"
    if every:
        return "identifier", "words, others in every row"
    return "category", f"{distinct:,} different words"


def _counts_rows(name: str, numbers: NDArray[np.float64]) -> bool:
    """Whether whole numbers, all different, are no more than the number of the row."""
    if np.isnan(numbers).any():
        return False
    if ID_NAME.search(name):
        return True
    steps = np.diff(numbers)
    one_by_one = bool((steps == 1).all() or (steps == -1).all())
    return len(numbers) >= ROW_NUMBERS and one_by_one and numbers.min() in (0, 1)


def _all_whole(numbers: NDArray[np.float64]) -> bool:
    held = numbers[~np.isnan(numbers)]
    return bool((held == np.floor(held)).all())


def _sample(cells: pl.Series) -> str:
    return listed(cells.drop_nulls().unique(maintain_order=True), most=3) or "nothing"
