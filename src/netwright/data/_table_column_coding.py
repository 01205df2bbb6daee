"""How one column of a table is coded: fitted, applied, and written as plain values.

``NumberColumn`` stands for numbers and for dates, which are several numbers; ``CategoryColumn``
for codes. Both hold settings only: no code and no names of classes, so that they travel as JSON.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

import numpy as np
import polars as pl
from numpy.typing import NDArray

from netwright.data._plain_checks import (
    take_flag,
    take_list,
    take_mapping,
    take_number,
    take_rising,
    take_text,
    take_unique,
)
from netwright.data._table_cells import (
    DATE_FORMS,
    NUMBER_BLANKS,
    parse_dates,
    parse_numbers,
)
from netwright.data._table_encoding import (
    DATE_PARTS,
    NumberCoding,
    code_categories,
    code_number,
    date_numbers,
    fit_categories,
    fit_number,
)
from netwright.data._wording import counted, listed
from netwright.errors import DamageError


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberColumn:
    """A column of numbers or dates.

    Args:
        name: in the frame.
        form: how a date is written; empty for numbers.
        codings: one, or one for each part of a date.
        indicator: whether a further number says where values are missing.
    """

    name: str
    form: str
    codings: tuple[NumberCoding, ...]
    indicator: bool

    @classmethod
    def fit(cls, cells: pl.Series, *, form: str) -> Self:
        """Fit on the training cells, String (n,)."""
        parts = _parts(cells, form)
        return cls(
            name=cells.name,
            form=form,
            codings=tuple(fit_number(values) for values in parts),
            indicator=bool(np.isnan(parts[0]).any()),
        )

    @property
    def outputs(self) -> tuple[str, ...]:
        """Names of the numbers it becomes, for people."""
        parts = [f"{self.name}: {part}" for part in _part_names(self.form)] or [self.name]
        return (*parts, *([f"{self.name} is missing"] if self.indicator else []))

    def apply(self, cells: pl.Series) -> tuple[list[NDArray[np.float32]], str]:
        """Code cells, String (n,): float32 (n,) for each output, and a note or ""."""
        parts = _parts(cells, self.form)
        gone = np.isnan(parts[0])
        note = self._drift_note(cells, gone) if gone.sum() > cells.null_count() else ""
        coded = [
            code_number(part, coding) for part, coding in zip(parts, self.codings, strict=True)
        ]
        return coded + ([gone.astype(np.float32)] if self.indicator else []), note

    def _drift_note(self, cells: pl.Series, gone: NDArray[np.bool_]) -> str:
        other = cells.filter(pl.Series(gone) & cells.is_not_null())
        other = other.filter(~other.is_in(NUMBER_BLANKS))
        if not len(other):
            return ""
        what = f"dates like {self.form}" if self.form else "numbers"
        return (
            f"column {self.name!r}: {counted(len(other), 'cell')} not written as {what} "
            f"and read as missing: {listed(other.unique(maintain_order=True), most=3)}"
        )

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {**asdict(self), "codings": [asdict(coding) for coding in self.codings]}

    @classmethod
    def from_dict(cls, value: object, where: str) -> Self:
        """Make the column that ``to_dict`` wrote.

        Args:
            value: plain values, not trusted.
            where: what errors call the place.

        Returns:
            The column.

        Raises:
            DamageError: naming the first entry that cannot be.
        """
        entries = take_mapping(value, where)
        form = take_text(entries, "form", where)
        codings = take_list(entries, "codings", where)
        wanted = len(_part_names(form)) or 1
        if (form and form not in DATE_FORMS) or len(codings) != wanted:
            raise DamageError(
                f"{where} must be a known form of dates with a coding for each part; "
                f"got {form[:60]!r} with {len(codings)}",
                hint="the file was changed or damaged: take it from a backup, or train again",
            )
        return cls(
            name=take_text(entries, "name", where),
            form=form,
            codings=tuple(_coding(coding, f"{where}.codings") for coding in codings),
            indicator=take_flag(entries, "indicator", where),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryColumn:
    """A column of categories.

    Args:
        name: in the frame.
        known: the value of code 1, of code 2, and so on; None is missing.
    """

    name: str
    known: tuple[str | None, ...]

    @classmethod
    def fit(cls, cells: pl.Series) -> Self:
        """Fit on the training cells, String (n,)."""
        return cls(name=cells.name, known=fit_categories(cells))

    def apply(self, cells: pl.Series) -> NDArray[np.int64]:
        """Code cells, String (n,): int64 (n,), 0 for what training did not show twice."""
        return code_categories(cells, self.known)

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {"name": self.name, "known": list(self.known)}

    @classmethod
    def from_dict(cls, value: object, where: str) -> Self:
        """Make the column that ``to_dict`` wrote; ``where`` is what errors call the place."""
        entries = take_mapping(value, where)
        known = take_list(entries, "known", where)
        return cls(
            name=take_text(entries, "name", where),
            known=take_unique(known, f"{where}.known", missing=True),
        )


def _parts(cells: pl.Series, form: str) -> list[NDArray[np.float64]]:
    if not form:
        return [parse_numbers(cells)]
    return list(date_numbers(parse_dates(cells, form), hour="%H" in form).values())


def _part_names(form: str) -> tuple[str, ...]:
    if not form:
        return ()
    return (*DATE_PARTS, "hour") if "%H" in form else DATE_PARTS


def _coding(value: object, where: str) -> NumberCoding:
    entries: Mapping[str, Any] = take_mapping(value, where)
    values = take_rising(entries, "values", where)
    scores = take_rising(entries, "scores", where)
    if len(values) != len(scores):
        raise DamageError(
            f"{where} must hold a score for each value; got {len(scores)} for {len(values)}"
        )
    return NumberCoding(fill=take_number(entries, "fill", where), values=values, scores=scores)
