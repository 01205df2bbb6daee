"""Where the errors are: parts of the data by tag, ranked by what mending them would give.

    rate      errors / rows of the slice, with its Wilson interval
    share     errors of the slice / all errors
    ceiling   errors of the slice / all rows: what the error falls by if all of them go      (1)
    excess    errors of the slice - rows of the slice x rate of the rest, over all rows      (2)
    chance    that so many errors fall on the slice by chance, adjusted for the number of
              slices (Benjamini & Hochberg)                                                  (3)

A slice stands out where (3) is at most 0.05 and its rate is more than two standard errors above
that of the rest. The verdict names the one with the highest ceiling among those, if that is more
than a tenth of all errors. A tag may be a person's, a cluster's or a column's: a mask of rows.

Blind spot: tags that were made after looking at these errors find themselves; (3) does not know.
Source: Ng 2018, "Machine Learning Yearning", chapters 14 to 19, for (1).
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from netwright.diagnosis._strategy_actions import ADVICE
from netwright.diagnosis._strategy_figures import points
from netwright.diagnosis._strategy_gaps import PART, SURE
from netwright.diagnosis._strategy_intervals import (
    benjamini_hochberg,
    excess_chance,
    share_variance,
    wilson,
)
from netwright.diagnosis._verdict import Health, Verdict
from netwright.errors import DataError

Mask = NDArray[np.bool_]
CHANCE = 0.05
ENOUGH = 20  # errors in all, from which "no slice stands out" is an answer
LEAST = 10  # rows of a slice
MOST = 20  # values of a column


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """One slice. All shares are fractions.

    Args:
        name: the tag.
        rows: how many have it.
        errors: how many of those are wrong.
        rate: errors over rows.
        interval: of the rate, 95 %.
        rest: the rate of all other rows; not a number where there are none.
        share: of all errors.
        ceiling: equation (1).
        excess: equation (2).
        chance: equation (3).
        stands_out: whether it is more than chance.
    """

    name: str
    rows: int
    errors: int
    rate: float
    interval: tuple[float, float]
    rest: float
    share: float
    ceiling: float
    excess: float
    chance: float
    stands_out: bool

    def __str__(self) -> str:
        low, high = (100 * end for end in self.interval)
        return (
            f"{self.name}: {self.errors} of {self.rows} wrong ({100 * self.rate:.3g} %, "
            f"{low:.3g} to {high:.3g}; the rest {100 * self.rest:.3g} %), "
            f"{100 * self.share:.3g} % of the errors, at most {points(self.ceiling)}"
        )


def slice_errors(wrong: Mask, tags: Mapping[str, Mask]) -> tuple[Slice, ...]:
    """Look at every slice.

    Args:
        wrong: (n,), which rows are answered wrongly.
        tags: name -> (n,), which rows have it. A tag that no row has is left out.

    Returns:
        The slices, the highest ceiling first.

    Raises:
        DataError: if there are no rows, or a tag is not of the same rows.
    """
    count, errors = len(wrong), int(wrong.sum())
    if count == 0:
        raise DataError("slices must have rows; got none")
    for name, mask in tags.items():
        if len(mask) != count:
            raise DataError(f"tag {name!r} must be of the {count} rows; got {len(mask)}")
    there = {name: mask.astype(bool) for name, mask in tags.items() if mask.any()}
    sizes = {name: int(mask.sum()) for name, mask in there.items()}
    hits = {name: int((mask & wrong).sum()) for name, mask in there.items()}
    chances = np.array([excess_chance(hits[name], sizes[name], errors, count) for name in there])
    adjusted = benjamini_hochberg(chances)
    found = (
        _slice(name, sizes[name], hits[name], errors, count, float(chance))
        for name, chance in zip(there, adjusted, strict=True)
    )
    return tuple(sorted(found, key=lambda part: (-part.ceiling, part.name)))


def slices_judged(parts: Sequence[Slice], errors: int) -> Verdict:
    """The verdict over all slices.

    Args:
        parts: from ``slice_errors``.
        errors: how many there are in all.

    Returns:
        SLICE, healthy, or unsure where there are fewer than 20 errors and nothing stands out.
    """
    out = [part for part in parts if part.stands_out and part.share > PART]
    health: Health = "ill" if out else "healthy" if parts and errors >= ENOUGH else "unsure"
    said = [str(part) for part in out]
    if health == "unsure":
        said = [f"{errors} errors in {len(parts)} slices are too few to compare: {ENOUGH} needed"]
    elif not out:
        said = [f"none of {len(parts)} slices stands out", *(str(part) for part in parts[:1])]
    causes: dict[Health, str] = {"ill": "SLICE", "unsure": "NOT_ESTABLISHED"}
    cause = causes.get(health)
    return Verdict(
        rule="slices",
        health=health,
        cause=cause,
        statistic=out[0].share if out else None,
        threshold=PART,
        evidence=tuple(said),
        advice=ADVICE[cause] if cause else (),
    )


def tags_of(columns: Mapping[str, NDArray[np.generic]]) -> dict[str, Mask]:
    """Slices by metadata, clusters or anything else that rows have.

    Args:
        columns: name -> (n,), words or numbers. A column of many numbers is cut into quarters;
            an empty word, and what is not a number, is missing.

    Returns:
        "column = value", "column from .. to .." or "column missing" -> mask, for values of 10 rows
        or more, the 20 most frequent of each column.

    Example:
        >>> sorted(tags_of({"light": np.array(["day"] * 30 + ["night"] * 12 + ["dusk"])}))
        ['light = day', 'light = night']
    """
    return {name: mask for column, values in columns.items() for name, mask in _cut(column, values)}


def _cut(column: str, values: NDArray[np.generic]) -> Iterator[tuple[str, Mask]]:
    missing = _missing(values)
    if missing.sum() >= LEAST:
        yield f"{column} missing", missing
    distinct, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    if values.dtype.kind in "fiu" and len(distinct) > MOST:
        numbers = values.astype(np.float64)
        ends = np.nanquantile(numbers, [0.25, 0.5, 0.75])
        quarter = np.searchsorted(ends, numbers, side="right")
        for number in range(4):
            mask = (quarter == number) & ~missing
            if mask.sum() >= LEAST:
                low, high = numbers[mask].min(), numbers[mask].max()
                yield f"{column} from {low:g} to {high:g}", mask
        return
    for number in np.argsort(-counts, kind="stable")[:MOST]:
        mask = (inverse == number) & ~missing
        if mask.sum() >= LEAST:
            value = distinct[number]
            yield f"{column} = {f'{value:g}' if values.dtype.kind == 'f' else value}", mask


def _missing(values: NDArray[np.generic]) -> Mask:
    if values.dtype.kind == "f":
        return np.isnan(values.astype(np.float64))
    empty = values == "" if values.dtype.kind == "U" else np.zeros(len(values), dtype=bool)
    return np.asarray(empty, dtype=bool)


def _slice(name: str, rows: int, hits: int, errors: int, count: int, chance: float) -> Slice:
    others = count - rows
    rate = hits / rows
    rest = (errors - hits) / others if others else math.nan
    spread = share_variance(rate, rows) + (share_variance(rest, others) if others else 0.0)
    above = bool(others) and rate - rest > SURE * math.sqrt(spread)
    return Slice(
        name=name,
        rows=rows,
        errors=hits,
        rate=rate,
        interval=wilson(hits, rows),
        rest=rest,
        share=hits / errors if errors else 0.0,
        ceiling=hits / count,  # (1)
        excess=(hits - rows * rest) / count if others else 0.0,  # (2)
        chance=chance,  # (3)
        stands_out=above and chance <= CHANCE,
    )
