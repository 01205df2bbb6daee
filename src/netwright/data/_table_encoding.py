r"""How one number, one category and one date become what a network takes.

Number    x is cut at +-1e150, missing becomes the median m of training;
          x <- sign(x) log(1 + |x|)                             where ``log`` was found useful (1)
          z  = (x - m) / s      s: spread of the middle half / 1.349, else deviation, else 1  (2)
          y  = z / sqrt(1 + (z / 3)**2)                         so that |y| < 3               (3)
Category  0 for what training did not show twice; then the known ones in sorted order, missing
          among them as a value of its own
Date      year, month, day of the week, day number, and the hour where the form has one: numbers

``log`` is used where no training value is negative, their skewness is above 1, and (1) brings it
to less than half its size. The middle half and the median do not move when a few values are
wild, (3) keeps those from swamping a layer, and near zero y is z to second order.

Source: the smooth clip is that of Holzmueller et al. 2024, "Better by default" (RealMLP).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

Array = NDArray[np.float64]
LIMIT = 1e150  # squares of it are still finite
SOFT = 3.0  # where the smooth clip bends
SKEWED = 1.0
NORMAL_HALF = 1.349  # spread of the middle half of a normal distribution, in deviations
DATE_PARTS = ("year", "month", "weekday", "day")
OFTEN = 2  # how often training must show a category


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberCoding:
    """How a column of numbers is coded.

    Args:
        fill: what a missing value becomes, in the column's unit.
        log: whether equation (1) is applied.
        centre: m, behind (1).
        scale: s, behind (1); above 0.
    """

    fill: float
    log: bool
    centre: float
    scale: float


def fit_number(values: Array) -> NumberCoding:
    """Fit the coding of a column of numbers.

    Args:
        values: (n,) training values, any unit; not a number is missing.

    Returns:
        The coding; of zeros and ones where every value is missing.

    Example:
        >>> fit_number(np.array([1.0, 2.0, 3.0, np.nan])).fill
        2.0
    """
    held = np.sort(np.clip(values[np.isfinite(values)], -LIMIT, LIMIT))
    if not held.size:
        return NumberCoding(fill=0.0, log=False, centre=0.0, scale=1.0)
    log = _wants_log(held)
    moved = _log(held) if log else held  # sorted still: (1) never falls
    scale = (_quantile(moved, 0.75) - _quantile(moved, 0.25)) / NORMAL_HALF or float(moved.std())
    if not scale > float(np.abs(moved).max()) * 1e-12:
        scale = 1.0
    return NumberCoding(
        fill=_quantile(held, 0.5), log=log, centre=_quantile(moved, 0.5), scale=scale
    )


def code_number(values: Array, coding: NumberCoding) -> NDArray[np.float32]:
    """Code numbers by equations (1) to (3).

    Args:
        values: (n,), any unit; not a number is missing.
        coding: as fitted.

    Returns:
        float32 (n,), no unit, between -3 and 3.

    Example:
        >>> coding = NumberCoding(fill=0.0, log=False, centre=0.0, scale=1.0)
        >>> code_number(np.array([0.0, 3.0, 1e300, np.nan]), coding).round(3).tolist()
        [0.0, 2.121000051498413, 3.0, 0.0]
    """
    filled = np.clip(np.where(np.isnan(values), coding.fill, values), -LIMIT, LIMIT)
    moved = _log(filled) if coding.log else filled  # (1)
    with np.errstate(over="ignore"):
        z = np.clip((moved - coding.centre) / coding.scale, -1e9, 1e9)  # (2)
    return (z / np.sqrt(1 + (z / SOFT) ** 2)).astype(np.float32)  # (3)


def fit_categories(cells: pl.Series) -> tuple[str | None, ...]:
    """The values that training shows at least twice, in sorted order; None, missing, comes first.

    Args:
        cells: String (n,); null is missing.

    Returns:
        The value of code 1, of code 2, and so on.

    Example:
        >>> fit_categories(pl.Series(["b", "a", "b", None, None]))
        (None, 'b')
    """
    counts = _category_text(cells).alias("value").value_counts()
    often = counts.filter(counts["count"] >= OFTEN)["value"].to_list()
    return tuple(sorted(often, key=lambda value: (value is not None, value or "")))


def code_categories(cells: pl.Series, known: Sequence[str | None]) -> NDArray[np.int64]:
    """Code categories by their place among the known ones.

    Args:
        cells: String (n,); null is missing.
        known: from ``fit_categories``.

    Returns:
        int64 (n,), from 1 to len(known), 0 for what is not known.

    Example:
        >>> code_categories(pl.Series(["b", "z", None]), (None, "b")).tolist()
        [2, 0, 1]
    """
    codes = {value: code for code, value in enumerate(known, start=1)}
    texts = _category_text(cells).to_list()
    return np.fromiter((codes.get(text, 0) for text in texts), dtype=np.int64, count=len(texts))


def date_numbers(dates: pl.Series, *, hour: bool) -> dict[str, Array]:
    """The numbers of a column of dates.

    Args:
        dates: Datetime in microseconds (n,).
        hour: whether the time of the day counts.

    Returns:
        Part -> float64 (n,), not a number where the date is missing: "year", "month" (1 to 12),
        "weekday" (1, Monday, to 7), "day" since 1970, and "hour" (0 up to 24).

    Example:
        >>> import datetime
        >>> parts = date_numbers(pl.Series([datetime.datetime(1970, 1, 2)]), hour=False)
        >>> {part: values.tolist() for part, values in parts.items()}
        {'year': [1970.0], 'month': [1.0], 'weekday': [5.0], 'day': [1.0]}
    """
    seconds = dates.cast(pl.Int64).cast(pl.Float64) / 1e6
    parts = {
        "year": dates.dt.year(),
        "month": dates.dt.month(),
        "weekday": dates.dt.weekday(),
        "day": (seconds / 86_400).floor(),
    }
    if hour:
        parts["hour"] = seconds % 86_400 / 3_600
    return {part: _floats(values) for part, values in parts.items()}


def _floats(numbers: pl.Series) -> Array:
    return numbers.cast(pl.Float64).fill_null(float("nan")).to_numpy()


def _category_text(cells: pl.Series) -> pl.Series:
    """The text, but "3" for "3.0": integers come as floats as soon as one of them is missing."""
    return cells.str.replace(r"^(-?(?:0|[1-9]\d*))\.0+$", "$1")


def _quantile(ordered: Array, share: float) -> float:
    """The quantile of sorted values, between two neighbours in proportion."""
    place = share * (ordered.size - 1)
    low = int(place)
    high = min(low + 1, ordered.size - 1)
    return float(ordered[low] + (ordered[high] - ordered[low]) * (place - low))


def _log(values: Array) -> Array:
    return np.asarray(np.sign(values) * np.log1p(np.abs(values)))


def _wants_log(held: Array) -> bool:
    if held.min() < 0:
        return False
    skewness = _skewness(held)
    return skewness > SKEWED and abs(_skewness(_log(held))) < skewness / 2


def _skewness(values: Array) -> float:
    """The third standardised moment; 0 for a constant."""
    largest = float(np.abs(values).max())
    if not largest:
        return 0.0
    away = values / largest - (values / largest).mean()
    deviation = float(np.sqrt((away**2).mean()))
    return float(((away / deviation) ** 3).mean()) if deviation > 1e-12 else 0.0
