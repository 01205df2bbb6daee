"""Rows that may be scored: those a run itself held out, the test part of other data, or all."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from netwright.errors import DataError

Given = list[str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Rows to be scored, in stored form.

    Args:
        split: a split of the run's own data, the test part of the data, or "all".
        arrays: name -> array of n rows.
        names: n of them.
        notes: what a person should know, one line each.
        own: whether they are rows that the run itself held out.
    """

    split: str
    arrays: dict[str, NDArray[Any]]
    names: tuple[str, ...]
    notes: tuple[str, ...] = ()
    own: bool = False


def expect_same(digest: str, facts: dict[str, Any], *, own: bool) -> bool:
    """Whether data are those of a run, which its own ones must be.

    Args:
        digest: of the data.
        facts: the run's ``data.json``.
        own: whether they lie where its own did.

    Returns:
        True for the run's own bytes.

    Raises:
        DataError: if they lie there and are others.
    """
    same: bool = digest == facts["digest"]
    if own and not same:
        raise DataError(
            f"{facts['data']} must be as it was in training; got other bytes",
            hint="give the data to score as DATA, or put the old ones back",
        )
    return same


def own_split(held: Held, facts: dict[str, Any]) -> Held:
    """Of all rows of a run's data those that it held out: test, or val where there is no test.

    Args:
        held: all rows.
        facts: the run's ``data.json``.

    Returns:
        These rows.

    Raises:
        DataError: if the run held out none.
    """
    split = next((name for name in ("test", "val") if name in facts["held_out"]), None)
    if split is None:
        raise DataError(
            "the run must have held out rows to score on its own data; got none",
            hint="give other data, or train with --set test_share=0.2",
        )
    rows = np.array(facts["held_out"][split], dtype=np.int64)
    arrays = {name: array[rows] for name, array in held.arrays.items()}
    names = tuple(held.names[i] for i in rows)
    return Held(split=split, arrays=arrays, names=names, own=True)


def scored_part(held: Held, splits: Given) -> Held:
    """Of other data the part that they call test, or all where they name none.

    Args:
        held: all rows.
        splits: of each row, as the data give it.

    Returns:
        These rows.
    """
    if "test" not in splits or all(split == "test" for split in splits):
        return held
    rows = np.flatnonzero(np.array([split == "test" for split in splits]))
    return Held(
        split="test",
        arrays={name: array[rows] for name, array in held.arrays.items()},
        names=tuple(held.names[row] for row in rows),
        notes=held.notes,
    )
