"""What the text of one cell can mean: nothing, a number, a date.

One definition for reading, for telling kinds apart and for turning columns into numbers, so that
a cell never means one thing in training and another in prediction.

Missing     the markers in ``MISSING``, after trimming; compared in their exact case
Number      1, -2.5, +3e8, 5., .5, and 1,234,567.8 in strict groups of three; never inf or nan
Date        one form of ``DATE_FORMS`` for a whole column, never guessed cell by cell
"""

import re

import numpy as np
import polars as pl
from numpy.typing import NDArray

MISSING = frozenset({"", "?", "NA", "N/A", "#N/A", "NaN", "nan", "NAN", "null", "NULL", "None"})
NUMBER_BLANKS = ("-", "--", ".", "\N{EM DASH}", "\N{EN DASH}")  # missing in number columns only
NUMBER = re.compile(r"[+-]?(?:(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?")
COMMA_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:\.\d{3})+|\d*),\d+(?:[eE][+-]?\d+)?")
GROUPED = r"^[+-]?\d{1,3}(,\d{3})+(\.\d*)?$"
DATE_FORMS = (  # where two fit, the earlier is taken and said
    "%Y-%m-%d",
    "%Y-%m-%d %H:%M:%S%.f",
    "%Y-%m-%dT%H:%M:%S%.f",
    "%Y-%m-%dT%H:%M:%S%.f%#z",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%dT%H:%M",
    "%Y/%m/%d",
    "%Y/%m/%d %H:%M:%S%.f",
    "%m/%d/%Y",
    "%d/%m/%Y",
    "%m/%d/%Y %H:%M",
    "%d/%m/%Y %H:%M",
    "%m/%d/%Y %H:%M:%S",
    "%d/%m/%Y %H:%M:%S",
    "%d.%m.%Y",
    "%d.%m.%Y %H:%M",
    "%d.%m.%Y %H:%M:%S",
    "%d-%m-%Y",
    "%d %b %Y",
    "%d-%b-%Y",
    "%d %B %Y",
    "%b %d, %Y",
    "%B %d, %Y",
)
DATE_LIKE = re.compile(
    r"(?:\d{4}[-/]\d{1,2}[-/]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}"
    r"|\d{1,2}[ -][A-Za-z]{3,9}[ -]\d{4}|[A-Za-z]{3,9} \d{1,2}, \d{4})(?:[ T].*)?"
)
SHARE = 0.99  # of the cells that are not missing must be numbers, or dates


def clean_cell(text: str) -> str | None:
    """The trimmed text, or None where it is a missing marker.

    Args:
        text: a cell as it stands in the file.

    Returns:
        The text without blanks around it; None for missing.

    Example:
        >>> clean_cell("  red "), clean_cell(" ? ")
        ('red', None)
    """
    trimmed = text.strip()
    return None if trimmed in MISSING else trimmed


def is_value(text: str) -> bool:
    """Whether a trimmed cell is written like a number or a date, so that it is no name."""
    return any(form.fullmatch(text) for form in (NUMBER, COMMA_NUMBER, DATE_LIKE))


def parse_numbers(cells: pl.Series) -> NDArray[np.float64]:
    """Read cells as numbers.

    Args:
        cells: String (n,), trimmed.

    Returns:
        float64 (n,); not a number where the cell is missing or holds no finite number.

    Example:
        >>> parse_numbers(pl.Series(["1", "1,234.5", "x", "inf", None])).tolist()
        [1.0, 1234.5, nan, nan, nan]
    """
    numbers = cells.cast(pl.Float64, strict=False)
    if numbers.null_count() > cells.null_count():
        grouped = cells.str.contains(GROUPED).fill_null(value=False)
        if grouped.any():
            bare = cells.str.replace_all(",", "", literal=True).cast(pl.Float64, strict=False)
            numbers = bare.zip_with(grouped, numbers)
    values = numbers.to_numpy()
    return np.where(np.isfinite(values), values, np.nan)


def parse_dates(cells: pl.Series, form: str) -> pl.Series:
    """Read cells as dates of one form.

    Args:
        cells: String (n,), trimmed.
        form: one of ``DATE_FORMS``.

    Returns:
        Datetime in microseconds (n,), in UTC where the form has a zone; null where it does not fit.

    Example:
        >>> parse_dates(pl.Series(["2.1.2020", "soon"]), "%d.%m.%Y").dt.year().to_list()
        [2020, None]
    """
    dates = cells.str.to_datetime(form, strict=False, time_unit="us")
    plain = dates.dt.replace_time_zone(None)
    return plain.set((plain.dt.year() < 1000).fill_null(value=False), None)


def date_forms(cells: pl.Series) -> tuple[str, ...]:
    """Every form that reads nearly all cells that are not missing.

    Args:
        cells: String (n,), trimmed; null is missing.

    Returns:
        Forms in the order of ``DATE_FORMS``; none where the column holds no dates.

    Example:
        >>> date_forms(pl.Series(["01/02/2020", "3/4/2021"]))
        ('%m/%d/%Y', '%d/%m/%Y')
    """
    held = cells.drop_nulls()
    head = held.head(100)
    fitting = sum(DATE_LIKE.fullmatch(text) is not None for text in head)
    if not len(held) or fitting < SHARE * len(head):
        return ()
    enough = SHARE * len(held)
    return tuple(form for form in DATE_FORMS if parse_dates(held, form).count() >= enough)
