r"""Columns that are learned together: what each is, which cells are missing, how it is stored.

    cells of text --read_target--> TargetColumn --classes(training rows)--> names
                                        \-------------coded(names)---------> stored array

    class     one label                "label:NAME" int64 (n,), -1 missing
    number    a number                 "target:NAME" float64 (n,), not a number missing
    labels    several, "red|round"     "labels:NAME" uint8 (n, l), 255 missing

A column holds several labels where the parts of its cells between | or ; are fewer than the cells
are different: they come again in other company. A cell of separators alone has no label, which is
not the same as a missing one.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from netwright.contracts import NO_LABELS
from netwright.data._labels import clean_labels, clean_targets, label_order
from netwright.data._targets import infer_task
from netwright.data._wording import counted, listed
from netwright.errors import DataError, SettingError

TargetKind = Literal["class", "number", "labels"]
KINDS: dict[str, TargetKind] = {"category": "class", "number": "number", "labels": "labels"}
SEPARATORS = ("|", ";")
JOINED_SHARE = 0.02  # of the cells; fewer separators are slips of the pen
SHOWN = 5  # labels named in a note


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TargetColumn:
    """A column that is learned, its cells cleaned.

    Args:
        name: of the column.
        kind: what it is.
        why: the reason in a few words.
        sets: of each row, the label (one), the labels (any number), None where they are missing;
            empty for numbers.
        values: float64 (n,), not a number where it is missing; empty for others.
        notes: one sentence each, for the user.
    """

    name: str
    kind: TargetKind
    why: str
    sets: tuple[tuple[str, ...] | None, ...]
    values: NDArray[np.float64]
    notes: tuple[str, ...] = ()

    @property
    def missing(self) -> NDArray[np.bool_]:
        """Which rows lack it: bool (n,)."""
        if self.kind == "number":
            return np.isnan(self.values)
        return np.array([labels is None for labels in self.sets], dtype=np.bool_)

    def classes(self, rows: NDArray[np.int64]) -> tuple[str, ...]:
        """The different labels of some rows, numbers by size, before words; () for a number."""
        if self.kind == "number":
            return ()
        held = {label for row in rows.tolist() for label in self.sets[row] or ()}
        return tuple(sorted(held, key=label_order))

    def coded(self, classes: Sequence[str]) -> tuple[NDArray[Any], tuple[str, ...]]:
        """The stored array, and what has to be said of it.

        Args:
            classes: of the training rows; () for a number.

        Returns:
            The array, and a sentence if a label is none of the classes: it then is missing (class)
            or passed over (labels).
        """
        if self.kind == "number":
            return self.values, ()
        index = {name: number for number, name in enumerate(classes)}
        new = Counter(x for labels in self.sets for x in labels or () if x not in index)
        notes: tuple[str, ...] = ()
        if new:
            named = listed(sorted(new), most=SHOWN)
            notes = (
                f"{self.name}: {counted(len(new), 'label')} training never saw, passed over in "
                f"{counted(sum(new.values()), 'row')}: {named}",
            )
        if self.kind == "class":
            codes = [-1 if x is None else index.get(x[0], -1) for x in self.sets]
            return np.array(codes, dtype=np.int64), notes
        table = np.zeros((len(self.sets), len(classes)), dtype=np.uint8)
        for row, labels in enumerate(self.sets):
            if labels is None:
                table[row] = NO_LABELS
            else:
                table[row, [index[x] for x in labels if x in index]] = 1
        return table, notes

    def take(self, rows: NDArray[np.int64]) -> "TargetColumn":
        """The same of some rows, in their order."""
        return TargetColumn(
            name=self.name,
            kind=self.kind,
            why=self.why,
            sets=tuple(self.sets[row] for row in rows.tolist()) if self.sets else (),
            values=self.values[rows] if self.kind == "number" else self.values,
            notes=self.notes,
        )


def read_target(cells: pl.Series, *, kind: str | None = None, scored: bool = False) -> TargetColumn:
    """Read a column that is learned.

    Args:
        cells: String (n,), trimmed; null is missing.
        kind: what the user says it is, a key of ``KINDS``; None to find out.
        scored: True for rows that only score: few labels, or none at all, will do.

    Returns:
        The column.

    Raises:
        SettingError: if there is no such kind.
        DataError: if all cells are missing, a class has but one label, or a number is text.
    """
    name = cells.name
    if kind is not None and kind not in KINDS:
        wanted = f"one of {', '.join(KINDS)} for a target"
        raise SettingError(f"the kind of {name!r}", kind, wanted=wanted)
    if scored and kind is not None and not cells.count():
        nothing = np.full(len(cells), np.nan)
        return _column(name, KINDS[kind], "nothing", sets=(None,) * len(cells), values=nothing)
    if not cells.count():
        raise DataError(
            f"target {name!r} must have a value in some row; got none in "
            f"{counted(len(cells), 'row')}",
            hint="check that the target is the right column",
        )
    found, why = target_kind(cells) if kind is None else (KINDS[kind], "you said so")
    try:
        if found == "number":
            targets = clean_targets(cells)
            return _column(name, found, why, values=targets.values)
        if found == "labels":
            return _column(name, found, why, sets=_label_sets(cells, scored=scored))
        labels = clean_labels(cells.to_list(), least=1 if scored else 2)
    except DataError as error:
        raise DataError(f"target {name!r}: {error.message}", hint=error.hint) from error
    sets = tuple((label,) if label else None for label in labels.labels)
    merged = [note for note in labels.notes if "left out" not in note]
    return _column(name, found, why, sets=sets, notes=merged)


def target_kind(cells: pl.Series) -> tuple[TargetKind, str]:
    """Tell what a target is, and why in a few words.

    Args:
        cells: String (n,), trimmed; null is missing.

    Returns:
        "class", "number" or "labels", and the reason.

    Example:
        >>> target_kind(pl.Series(["red|round", "red", "round", "red|long"]))
        ('labels', '3 labels in 4 different cells')
    """
    task, why = infer_task(cells.to_list())
    if task == "table-regression":
        return "number", why
    held = cells.drop_nulls().unique().to_list()
    parts = {label for cell in held for label in _split(cell)}
    joined = cells.drop_nulls().str.contains_any(list(SEPARATORS)).mean()
    if isinstance(joined, float) and joined >= JOINED_SHARE and len(parts) < len(held):
        return "labels", f"{len(parts):,} labels in {len(held):,} different cells"
    return "class", why


def split_kinds(
    kinds: Mapping[str, str], targets: Sequence[str]
) -> tuple[dict[str, str], dict[str, str]]:
    """Part what the user says of columns into that of features and that of targets.

    Args:
        kinds: column -> kind.
        targets: the columns that are learned.

    Returns:
        The entries of the other columns, and those of targets.
    """
    own = {name: kind for name, kind in kinds.items() if name in targets}
    return {name: kind for name, kind in kinds.items() if name not in own}, own


def _column(
    name: str,
    kind: TargetKind,
    why: str,
    *,
    sets: tuple[tuple[str, ...] | None, ...] = (),
    values: NDArray[np.float64] | None = None,
    notes: Sequence[str] = (),
) -> TargetColumn:
    held = np.empty(0) if values is None else values
    return TargetColumn(
        name=name,
        kind=kind,
        why=why,
        sets=sets,
        values=held,
        notes=tuple(f"{name}: {note}" for note in notes),
    )


def _label_sets(cells: pl.Series, *, scored: bool) -> tuple[tuple[str, ...] | None, ...]:
    sets = tuple(None if cell is None else _split(cell) for cell in cells.to_list())
    if not any(sets) and not scored:
        raise DataError("labels must be 1 or more different ones; got no label")
    return sets


def _split(cell: str) -> tuple[str, ...]:
    for separator in SEPARATORS:
        cell = cell.replace(separator, "\0")
    return tuple(dict.fromkeys(part.strip() for part in cell.split("\0") if part.strip()))
