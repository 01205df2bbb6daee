"""The one preprocessing of a table: fitted on the training rows, stored, used everywhere.

    frame of text --fit, training rows only--> TablePreprocess --to_dict--> JSON
                                                   | apply
    frame of text, columns in any order -------> numbers float32 (n, d), categories int64 (n, k)

``numbers`` holds each number column, coded, then 1 or 0 for "was missing" where training had
missing values; then the parts of each date column in the same way. ``categories`` holds one code
for each category column. Applying never fails on a value: a category that is new, a number that
is text and a missing value are coded, counted and said. It fails on a missing column.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

import numpy as np
import polars as pl
from numpy.typing import NDArray

from netwright.data._columns import Column
from netwright.data._plain_checks import take_list, take_mapping, take_unique
from netwright.data._table_column_coding import CategoryColumn, NumberColumn
from netwright.data._table_typed import as_text
from netwright.data._wording import counted, listed
from netwright.errors import DataError


@dataclass(frozen=True, slots=True)
class TableArrays:
    """A table as a network takes it.

    Args:
        numbers: float32 (n, d).
        categories: int64 (n, k), each from 0 up to, not at, its entry of ``category_sizes``.
        notes: one sentence each, for the user.
        unseen: column -> cells with a category that training did not show twice.
        missing_columns: columns left out in training that are not there now either.
    """

    numbers: NDArray[np.float32]
    categories: NDArray[np.int64]
    notes: tuple[str, ...] = ()
    unseen: Mapping[str, int] = field(default_factory=dict)
    missing_columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TablePreprocess:
    """How the columns of a table become numbers and codes.

    Args:
        numbers: columns of numbers, then of dates.
        categories: columns of categories.
        left_out: columns that training did not use; they may be there or not.
    """

    numbers: tuple[NumberColumn, ...]
    categories: tuple[CategoryColumn, ...]
    left_out: tuple[str, ...] = ()

    @property
    def number_names(self) -> tuple[str, ...]:
        """A name for each column of ``TableArrays.numbers``."""
        return tuple(output for column in self.numbers for output in column.outputs)

    @property
    def category_names(self) -> tuple[str, ...]:
        """A name for each column of ``TableArrays.categories``."""
        return tuple(column.name for column in self.categories)

    @property
    def category_sizes(self) -> tuple[int, ...]:
        """How many codes each category column has, with code 0."""
        return tuple(len(column.known) + 1 for column in self.categories)

    @classmethod
    def fit(cls, frame: pl.DataFrame, columns: Sequence[Column]) -> Self:
        """Fit on the training rows, and on nothing else.

        Args:
            frame: the training rows; every column String, null is missing.
            columns: from ``infer_columns``.

        Returns:
            The preprocessing.

        Raises:
            DataError: if no column is left to learn from.
        """
        numeric = [column for column in columns if column.kind == "number"]
        dated = [column for column in columns if column.kind == "date"]
        words = [column for column in columns if column.kind == "category"]
        if not numeric and not dated and not words:
            kinds = ", ".join(f"{column.name!r} is {column.kind}" for column in columns[:8])
            raise DataError(
                "a table must have a column of numbers, categories or dates besides its target; "
                f"got none: {kinds or 'no other column'}",
                hint="say what kind a column is if it was taken for something else",
            )
        return cls(
            numbers=tuple(
                NumberColumn.fit(frame[column.name], form=column.form) for column in numeric + dated
            ),
            categories=tuple(CategoryColumn.fit(frame[column.name]) for column in words),
            left_out=tuple(column.name for column in columns if not column.used),
        )

    def apply(self, frame: pl.DataFrame) -> TableArrays:
        """Code a table: columns by name, in any order.

        Args:
            frame: every column String, or typed; null is missing. Columns not used are ignored.

        Returns:
            Numbers, category codes, and what has to be said about them.

        Raises:
            DataError: if a column that training used is missing; all of them are named.
        """
        used = [column.name for column in self.numbers]
        used += [column.name for column in self.categories]
        _require_columns(used, frame.columns)
        texts = as_text(frame.select(used), name="the table")
        notes = _extra_notes([*used, *self.left_out], frame.columns)
        numbers = np.empty((frame.height, len(self.number_names)), dtype=np.float32)
        place = 0
        for column in self.numbers:
            coded, note = column.apply(texts[column.name])
            notes += [note] if note else []
            for values in coded:
                numbers[:, place] = values
                place += 1
        categories = np.empty((frame.height, len(self.categories)), dtype=np.int64)
        for place, words in enumerate(self.categories):
            categories[:, place] = words.apply(texts[words.name])
        new = dict(zip(self.category_names, (categories == 0).sum(axis=0).tolist(), strict=True))
        unseen = {name: count for name, count in new.items() if count}
        said = "a category that training did not show twice"
        notes += [
            f"column {name!r}: {counted(count, 'cell')} with {said}"
            for name, count in unseen.items()
        ]
        absent = tuple(name for name in self.left_out if name not in frame.columns)
        return TableArrays(numbers, categories, tuple(notes), unseen, absent)

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON; ``from_dict`` makes an equal preprocessing of them."""
        return {
            "numbers": [column.to_dict() for column in self.numbers],
            "categories": [column.to_dict() for column in self.categories],
            "left_out": list(self.left_out),
        }

    @classmethod
    def from_dict(cls, value: object) -> Self:
        """Make the preprocessing that ``to_dict`` wrote.

        Args:
            value: plain values out of a JSON file, not trusted.

        Returns:
            The preprocessing.

        Raises:
            DamageError: naming the first entry that cannot be.
        """
        entries = take_mapping(value, "preprocess")
        numbers = tuple(
            NumberColumn.from_dict(entry, f"preprocess.numbers[{place}]")
            for place, entry in enumerate(take_list(entries, "numbers", "preprocess"))
        )
        categories = tuple(
            CategoryColumn.from_dict(entry, f"preprocess.categories[{place}]")
            for place, entry in enumerate(take_list(entries, "categories", "preprocess"))
        )
        left_out = take_list(entries, "left_out", "preprocess")
        names = [column.name for column in numbers] + [column.name for column in categories]
        take_unique([*names, *left_out], "the columns of preprocess")
        return cls(numbers=numbers, categories=categories, left_out=tuple(left_out))


def _require_columns(used: Sequence[str], given: Sequence[str]) -> None:
    present = set(given)
    absent = [name for name in used if name not in present]
    if absent:
        raise DataError(
            f"the table must have the {counted(len(used), 'column')} that training used; "
            f"got none called {listed(absent, most=20)}",
            hint=f"its columns are {listed(given, most=20) or 'none'}; "
            "their order does not matter, their names do",
        )


def _extra_notes(known: Sequence[str], given: Sequence[str]) -> list[str]:
    before = set(known)
    extra = [name for name in given if name not in before]
    if not extra:
        return []
    return [f"{counted(len(extra), 'column')} unknown to training and ignored: {listed(extra)}"]
