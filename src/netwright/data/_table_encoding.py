r"""How one number, one category and one date become what a network takes.

Number    missing becomes the median of training; then x -> z, the place of x among the training
          values as a normal deviate: straight lines between (v_j, z_j)                     (1)
              v_j  the different ones of ``LANDMARKS`` evenly spaced quantiles of training
              z_j  Phi^-1(p_j), p_j the middle of the shares of training at or below v_j    (2)
          so that |z| < 3: no wild value can swamp a layer, and skewed columns are spread out
Category  0 for what training did not show twice; then the known ones in sorted order, missing
          among them as a value of its own
Date      year, month, day of the week, day number, and the hour where the form has one: numbers

Source: the transform is that of scikit-learn's ``QuantileTransformer`` with normal output; a
value that many rows share gets the middle of its shares, as there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import polars as pl
from numpy.typing import NDArray

Array = NDArray[np.float64]
LIMIT = 1e150  # differences of it are finite, and so is a slope between steps of 1 / LIMIT
LANDMARKS = 256
DATE_PARTS = ("year", "month", "weekday", "day")
OFTEN = 2  # how often training must show a category


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberCoding:
    """How a column of numbers is coded: equation (1).

    Args:
        fill: what a missing value becomes, in the column's unit.
        values: v_j, rising, in the column's unit; at least one.
        scores: z_j, one for each; 0 where there is only one value.
    """

    fill: float
    values: tuple[float, ...]
    scores: tuple[float, ...]


def fit_number(values: Array) -> NumberCoding:
    """Fit the coding of a column of numbers.

    Args:
        values: (n,) training values, any unit; not a number is missing.

    Returns:
        The coding; of a single zero where every value is missing.

    Example:
        >>> fit_number(np.array([1.0, 2.0, 3.0, np.nan])).fill
        2.0
    """
    held = np.sort(_within_limits(values[np.isfinite(values)]))
    if not held.size:
        return NumberCoding(fill=0.0, values=(0.0,), scores=(0.0,))
    count = min(LANDMARKS, held.size)
    quantiles = np.array([_quantile(held, j / max(1, count - 1)) for j in range(count)])
    landmarks, first, times = np.unique(quantiles, return_index=True, return_counts=True)
    shares = (first + (times - 1) / 2 + 0.5) / count  # (2)
    deviates = [NormalDist().inv_cdf(share) for share in shares.tolist()]
    return NumberCoding(
        fill=_quantile(held, 0.5),
        values=tuple(landmarks.tolist()),
        scores=tuple(round(z, 6) for z in deviates) if len(landmarks) > 1 else (0.0,),
    )


def code_number(values: Array, coding: NumberCoding) -> NDArray[np.float32]:
    """Code numbers by equation (1).

    Args:
        values: (n,), any unit; not a number is missing.
        coding: as fitted.

    Returns:
        float32 (n,), no unit, between -3 and 3.

    Example:
        >>> coding = NumberCoding(fill=0.0, values=(-1.0, 0.0, 1.0), scores=(-2.0, 0.0, 2.0))
        >>> code_number(np.array([0.5, 1e300, np.nan]), coding).tolist()
        [1.0, 2.0, 0.0]
    """
    filled = _within_limits(np.where(np.isnan(values), coding.fill, values))
    return np.asarray(np.interp(filled, coding.values, coding.scores), dtype=np.float32)  # (1)


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


def _within_limits(values: Array) -> Array:
    """Cut at +-LIMIT, and let what is below 1 / LIMIT in size be 0; the order stays."""
    return np.where(np.abs(values) < 1 / LIMIT, 0.0, np.clip(values, -LIMIT, LIMIT))


def _quantile(ordered: Array, share: float) -> float:
    """The quantile of sorted values, between two neighbours in proportion."""
    place = share * (ordered.size - 1)
    low = int(place)
    high = min(low + 1, ordered.size - 1)
    return float(ordered[low] + (ordered[high] - ordered[low]) * (place - low))
