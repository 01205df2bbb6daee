"""Which column is learned, what kind of learning that is, and which columns give it away."""

import math
from collections.abc import Iterable, Sequence
from typing import Literal

import numpy as np
import polars as pl

from netwright.data._columns import Column, ColumnKind, infer_column, wanted_name
from netwright.data._table_cells import parse_numbers
from netwright.errors import SettingError

TableTask = Literal["table-classification", "table-regression"]
USUAL = ("target", "label", "labels", "class", "y", "species", "outcome", "price")
CLASSES_MOST = 20  # different whole numbers that are taken for classes
CHANCE = 1e-6  # how likely an innocent column may be to look like a leak


def find_target(names: Sequence[str], target: str | int | None) -> str:
    """Find the column that is learned.

    Args:
        names: of all columns.
        target: a name, an index (0 is the first, -1 the last; also as text), or "last". A name
            wins over an index.

    Returns:
        The column's name.

    Raises:
        SettingError: if there is no such column, or no target is given.

    Example:
        >>> find_target(["size", "price"], "last")
        'price'
        >>> find_target(["size", "price"], 0)
        'size'
    """
    if target is None:
        raise SettingError("target", None, wanted=_suggested(names))
    if target in names:
        return str(target)
    if target == "last":
        return names[-1]
    try:
        index = int(target)
    except ValueError:
        wanted = wanted_name(str(target), names)
        raise SettingError("target", target, wanted=f"{wanted}, an index or 'last'") from None
    if not -len(names) <= index < len(names):
        raise SettingError(
            "target", target, wanted=f"an index from {-len(names)} to {len(names) - 1}, or a name"
        )
    return names[index]


def find_targets(names: Sequence[str], target: str | int | Sequence[str] | None) -> tuple[str, ...]:
    """Find the columns that are learned.

    Args:
        names: of all columns.
        target: as ``find_target`` takes it; several of these joined by commas; or a list of names.
            The name of a column wins over a list, so one with a comma in it can stand alone; in a
            list it is given by its index.

    Returns:
        The columns' names, in the order asked for.

    Raises:
        SettingError: if there is no such column, one is asked for twice, or none is given.

    Example:
        >>> find_targets(["size", "price", "sold"], "price,last")
        ('price', 'sold')
        >>> find_targets(["size", "a,b"], "a,b")
        ('a,b',)
    """
    if target is None or isinstance(target, int) or target in names:
        return (find_target(names, target if isinstance(target, str | int) else None),)
    parts = [part.strip() for part in target.split(",")] if isinstance(target, str) else target
    found = tuple(find_target(names, part) for part in parts)
    twice = [name for number, name in enumerate(found) if name in found[:number]]
    if twice:
        raise SettingError(
            "target", target, wanted=f"different columns: {twice[0]!r} is asked for twice"
        )
    return found


def infer_task(
    values: Iterable[str | None], kind: ColumnKind | None = None
) -> tuple[TableTask, str]:
    """Tell whether a target is learned as classes or as a number.

    Args:
        values: the target's cells, trimmed; None is missing.
        kind: what the column is; None to find out.

    Returns:
        The task's name, and why in a few words.

    Example:
        >>> infer_task(["yes", "no"])[0]
        'table-classification'
        >>> infer_task(["1.5", "2.5", "3.5"])
        ('table-regression', '3 different numbers')
    """
    cells = pl.Series(list(values), dtype=pl.String)
    column = infer_column(cells)
    kind = kind or column.kind
    if kind not in ("number", "identifier", "constant"):
        return "table-classification", f"{column.distinct:,} different words"
    numbers = parse_numbers(cells)
    numbers = numbers[~np.isnan(numbers)]
    if kind != "number" and len(numbers) < cells.count():
        return "table-classification", f"{column.distinct:,} different words"
    distinct = len(np.unique(numbers))
    if distinct <= 2:
        return "table-classification", f"{distinct} different values"
    if distinct <= CLASSES_MOST and bool((numbers == np.floor(numbers)).all()):
        return "table-classification", f"{distinct} different whole numbers"
    return "table-regression", f"{distinct:,} different numbers"


def leak_notes(frame: pl.DataFrame, columns: Sequence[Column], target: str) -> tuple[str, ...]:
    """Name the columns whose value fixes the target, as no honest feature does.

    A column gives the target away if equal values always come with equal targets, and come again
    so often that this is no chance: with shares p of the target's values, ``r`` repeated values
    agree by chance with a probability of about ``sum(p**2) ** r``, which must be below 1e-6.

    Args:
        frame: every column String; the training rows.
        columns: from ``infer_columns``; only those that the network will see are looked at.
        target: the column that is learned.

    Returns:
        One sentence for each such column.

    Example:
        >>> frame = pl.DataFrame({"echo": ["a", "b"] * 40, "y": ["0", "1"] * 40})
        >>> from netwright.data._columns import infer_columns
        >>> leak_notes(frame, infer_columns(frame, target="y"), "y")
        ("column 'echo' says the same as the target 'y'; is it known before the target?",)
    """
    goal = frame[target]
    shares = goal.value_counts()["count"] / len(goal)
    agree = float((shares * shares).sum())
    classes = goal.n_unique()
    if classes < 2:
        return ()
    notes = []
    for column in columns:
        distinct = frame[column.name].n_unique()
        repeats = len(goal) - distinct
        if not column.used or distinct < classes or repeats * math.log(agree) > math.log(CHANCE):
            continue
        if frame.select(column.name, target).n_unique() == distinct:
            same = distinct == classes
            what = "says the same as" if same else f"with its {distinct:,} values always fixes"
            notes.append(
                f"column {column.name!r} {what} the target {target!r}; "
                "is it known before the target?"
            )
    return tuple(notes)


def _suggested(names: Sequence[str]) -> str:
    usual = [name for name in names if name.lower() in USUAL]
    if usual:
        return f"the name of a column, perhaps {' or '.join(map(repr, usual))}, an index or 'last'"
    return f"{wanted_name('', names)}, an index or 'last'"
