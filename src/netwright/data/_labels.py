"""The column that is learned: its labels or its numbers, cleaned aloud.

Labels that are equal after trimming and without ONE final dot are the same label ("<=50K." in the
test file of a census is "<=50K" in its training file); every such change is reported with its
count. Labels that differ only by case are reported and kept apart, for the user to decide. Rows
without a label are listed, to be left out by the caller, never dropped here.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from netwright.data._table_cells import MISSING, parse_numbers
from netwright.data._wording import counted, listed
from netwright.errors import DataError

SHOWN = 5  # rows or labels named in a note


@dataclass(frozen=True, slots=True)
class CleanLabels:
    """Labels as they will be learned.

    Args:
        labels: one for each row, "" where it is missing.
        merged: (as it was, as it is, how many rows) for every label that was changed.
        missing_rows: int64, rows counted from 0 that have no label and must be left out.
        notes: one sentence each, for the user.
    """

    labels: tuple[str, ...]
    merged: tuple[tuple[str, str, int], ...]
    missing_rows: NDArray[np.int64]
    notes: tuple[str, ...]

    @property
    def classes(self) -> tuple[str, ...]:
        """The different labels: numbers by size, before words by their letters."""
        return tuple(sorted(set(self.labels) - {""}, key=label_order))


@dataclass(frozen=True, slots=True)
class CleanTargets:
    """Numbers as they will be learned.

    Args:
        values: float64 (n,), not a number where the target is missing.
        missing_rows: int64, rows counted from 0 that have no target and must be left out.
        notes: one sentence each, for the user.
    """

    values: NDArray[np.float64]
    missing_rows: NDArray[np.int64]
    notes: tuple[str, ...]


def clean_labels(values: Iterable[str | None], *, least: int = 2) -> CleanLabels:
    """Trim labels, merge those that differ by a final dot, and list the rows without one.

    Args:
        values: one for each row; None, and the missing markers of a table, are missing.
        least: different labels there must be; 1 for a test file.

    Returns:
        Labels, what was merged, rows without a label, notes.

    Raises:
        DataError: if there are fewer than ``least`` different labels.

    Example:
        >>> found = clean_labels(["cat", "dog. ", None])
        >>> found.labels, found.merged, found.missing_rows.tolist()
        (('cat', 'dog', ''), (('dog. ', 'dog', 1),), [2])
    """
    was = ["" if value is None else value for value in values]
    labels = tuple(_label(value) for value in was)
    counts = Counter(label for label in labels if label)
    if len(counts) < least:
        some = f"only {next(iter(counts))!r}" if counts else "no label"
        raise DataError(
            f"labels must be {least} or more different ones; got {some} "
            f"in {counted(len(was), 'row')}",
            hint="check that the target is the right column",
        )
    changed = Counter(
        (old, new) for old, new in zip(was, labels, strict=True) if new and old != new
    )
    merged = tuple((old, new, count) for (old, new), count in sorted(changed.items()))
    missing = np.flatnonzero([not label for label in labels]).astype(np.int64)
    notes = [f"{counted(count, 'label')} {old!r} read as {new!r}" for old, new, count in merged]
    notes += _row_notes(missing, "without a label")
    notes += _label_notes(counts)
    return CleanLabels(labels, merged, missing, tuple(notes))


def clean_targets(values: Sequence[str | float | None] | pl.Series) -> CleanTargets:
    """Read the targets of a regression.

    Args:
        values: one for each row; None, missing markers, NaN and infinities are missing.

    Returns:
        float64 values, rows without one, notes.

    Raises:
        DataError: if a target is text; its row is named, counted from 1.

    Example:
        >>> clean_targets(["1,200", None, "3"]).values.tolist()
        [1200.0, nan, 3.0]
    """
    texts = pl.Series(
        [None if value is None else str(value).strip() for value in values], dtype=pl.String
    )
    numbers = parse_numbers(texts)
    for row in np.flatnonzero(np.isnan(numbers) & texts.is_not_null().to_numpy()):
        text = texts[int(row)]
        if text not in MISSING and not _is_float(text):
            raise DataError(
                f"targets must be numbers; got {text!r} in row {row + 1}",
                hint="correct that row, or learn the column as classes",
            )
    missing = np.flatnonzero(np.isnan(numbers)).astype(np.int64)
    if len(missing) == len(numbers):
        raise DataError(f"targets must be numbers; got none in {counted(len(numbers), 'row')}")
    notes = _row_notes(missing, "without a finite target")
    return CleanTargets(numbers, missing, tuple(notes))


def label_order(label: str) -> tuple[bool, float, str]:
    """A key that sorts labels: numbers by size, before words by their letters."""
    try:
        return False, float(label), label
    except ValueError:
        return True, 0.0, label


def _label(value: str) -> str:
    trimmed = value.strip()
    if trimmed in MISSING:
        return ""
    return trimmed.removesuffix(".").rstrip() or trimmed


def _is_float(text: str) -> bool:
    """Whether text is a number that is not finite ("inf", "1e999"), to be listed, not refused."""
    try:
        return not math.isfinite(float(text))
    except ValueError:
        return False


def _row_notes(rows: NDArray[np.int64], what: str) -> list[str]:
    if not len(rows):
        return []
    named = listed((int(row) + 1 for row in rows), most=SHOWN)
    return [f"{counted(len(rows), 'row')} {what}, left out: row {named}"]


def _label_notes(counts: Counter[str]) -> list[str]:
    by_case: dict[str, list[str]] = defaultdict(list)
    for label in sorted(counts):
        by_case[label.casefold()].append(label)
    notes = [
        f"labels {', '.join(map(repr, alike))} differ only by case and are kept as different"
        for alike in by_case.values()
        if len(alike) > 1
    ]
    single = sorted(label for label, count in counts.items() if count == 1)
    if single:
        one = counted(len(single), "label")
        notes.append(f"{one} with a single example: {listed(single, most=SHOWN)}")
    return notes
