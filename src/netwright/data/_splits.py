"""Which row trains, which one chooses, which one scores.

    held out     share h(n) for val and for test each; the rest trains

        h(n) = 0.2                          for n up to 10,000      60 / 20 / 20          (1)
        h(n) = 0.2 (n / 10,000)^-0.65       above                   90 / 5 / 5 at 84,000
        h(n) = 0.01                         from 1,000,000          98 / 1 / 1

so the held-out count grows with n, and the share falls to the notes' 1 % where data are many.
A split that the source gives is kept as it is, and its test rows are never touched. Where it gives
val and no test, none is split off unless asked for: the source has said what is to score.

    stratified   every class (or tenth of the target's range) gives its share to each split
    grouped      rows of one group stay together; exact duplicates are a group
    by time      the oldest rows train, then val, then the newest are test; equal times together

The order is keyed by the seed: the same data and seed give the same rows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from netwright.errors import DataError
from netwright.randomness import permutation

Rows = NDArray[np.int64]
SMALL, LARGE = 10_000, 1_000_000
BINS = 10  # strata of a number


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitRule:
    """What the user asked for; None and "" leave the choice to equation (1).

    Args:
        seed: the run's seed.
        val_share: of all rows that are not in a given split.
        test_share: the same, for test.
        train_dev_share: of what is left to train.
    """

    seed: int
    val_share: float | None = None
    test_share: float | None = None
    train_dev_share: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Splits:
    """The result.

    Args:
        rows: split -> sorted row numbers.
        why: one line that explains the sizes.
        notes: what a person should know, one line each.
    """

    rows: Mapping[str, Rows]
    why: str
    notes: tuple[str, ...] = ()


def held_out_share(count: int) -> float:
    """Equation (1).

    Args:
        count: rows to be split.

    Returns:
        The share for val, and the same for test.

    Example:
        >>> [round(held_out_share(n), 3) for n in (500, 60_000, 1_000_000, 10**8)]
        [0.2, 0.062, 0.01, 0.01]
    """
    if count >= LARGE:
        return 0.01
    return float(0.2 * max(1.0, count / SMALL) ** -0.65)


def split_rows(
    rule: SplitRule,
    *,
    strata: NDArray[np.integer] | None,
    given: Sequence[str | None],
    groups: Rows | None = None,
    time: NDArray[np.floating] | None = None,
) -> Splits:
    """Give every row a split.

    Args:
        rule: shares and seed.
        strata: (n,) class of each row, or None for none.
        given: (n,) the split the source says, or None where it says nothing.
        groups: (n,) group of each row, or None where every row is its own.
        time: (n,) when each row happened; then strata and groups only tell train_dev from train.

    Returns:
        Splits "train", and "train_dev", "val", "test" where they have rows.

    Raises:
        DataError: if no row is left to train, or val or test would be empty.
    """
    fixed = np.array([name or "" for name in given])
    free: Rows = np.flatnonzero((fixed == "") | (fixed == "train")).astype(np.int64)
    held = held_out_share(len(free))
    unasked = 0.0 if (fixed == "val").any() else held
    wanted = {
        "test": 0.0 if (fixed == "test").any() else _share(rule.test_share, unasked),
        "val": 0.0 if (fixed == "val").any() else _share(rule.val_share, held),
    }
    if sum(wanted.values()) >= 1:
        raise DataError(
            f"val_share and test_share must leave rows to train; got {wanted['val']:g} and "
            f"{wanted['test']:g}"
        )
    kinds = np.zeros(len(fixed), dtype=np.int64) if strata is None else strata.astype(np.int64)
    own = np.arange(len(fixed), dtype=np.int64) if groups is None else groups
    if time is not None:
        past, assigned = _by_time(free, wanted, time)
        within = _by_groups(past, dict.fromkeys(wanted, 0.0), rule, kinds, own)
        assigned |= {name: within[name] for name in ("train", "train_dev")}
    else:
        assigned = _by_groups(free, wanted, rule, kinds, own)
    rows = {name: np.flatnonzero(fixed == name).astype(np.int64) for name in ("val", "test")}
    for name, taken in assigned.items():
        rows[name] = np.sort(np.concatenate([taken, rows.get(name, np.empty(0, np.int64))]))
    rows = {name: taken for name, taken in rows.items() if len(taken)}
    _expect_rows(rows, wanted, own[free] if time is None else time[free])
    order = [name for name in ("train", "train_dev", "val", "test") if name in rows]
    splits: dict[str, Rows] = {name: rows[name].astype(np.int64) for name in order}
    notes = _straddling(splits, fixed, groups) if groups is not None else ()
    if "val" in splits and "test" not in splits:
        notes += ("there are no test rows: the score is val's, which also chose the weights",)
    return Splits(rows=splits, why=_why(splits, fixed, rule, time is not None), notes=notes)


def target_strata(targets: NDArray[np.floating]) -> NDArray[np.int64]:
    """Tenths of the targets' order, so that a split of a number is stratified too.

    Args:
        targets: (n,).

    Returns:
        (n,), from 0 to 9; below 50 rows fewer, so that each has 5 rows to give from.
    """
    bins = min(BINS, max(1, len(targets) // 5))
    ranks = np.argsort(np.argsort(targets, kind="stable"), kind="stable")
    return np.asarray(ranks * bins // max(1, len(targets)), dtype=np.int64)


def join_groups(first: Rows, second: Rows) -> Rows:
    """Groups such that rows equal in ``first`` or in ``second`` are together.

    Args:
        first: (n,) group numbers.
        second: (n,) group numbers.

    Returns:
        (n,) group numbers: the smallest row of each group.

    Example:
        >>> join_groups(np.array([0, 0, 1, 2]), np.array([5, 6, 6, 7])).tolist()
        [0, 0, 0, 3]
    """
    count = len(first)
    low: Rows = np.arange(count, dtype=np.int64)
    parts = [np.unique(part, return_inverse=True)[1] for part in (first, second)]
    while True:
        before = low
        for part in parts:
            least = np.full(int(part.max()) + 1, count, dtype=np.int64)
            np.minimum.at(least, part, low)
            low = least[part]
        if np.array_equal(before, low):
            return low


def _share(asked: float | None, held: float) -> float:
    return held if asked is None else asked


def _by_time(
    free: Rows, wanted: Mapping[str, float], time: NDArray[np.floating]
) -> tuple[Rows, dict[str, Rows]]:
    """The past, and val and test behind it; cut only between different times."""
    order = free[np.argsort(time[free], kind="stable")]
    moments = time[order]
    cuts = np.flatnonzero(moments[1:] != moments[:-1]) + 1
    test = val = len(order)
    if wanted["test"]:
        test = _nearest(cuts, test - round(len(order) * wanted["test"]), test)
    if wanted["val"]:
        val = _nearest(cuts[cuts < test], test - round(len(order) * wanted["val"]), test)
    val = min(val, test)
    return order[:val], {"val": order[val:test], "test": order[test:]}


def _nearest(cuts: Rows, wanted: int, last: int) -> int:
    return int(cuts[np.abs(cuts - wanted).argmin()]) if len(cuts) and wanted < last else last


def _by_groups(
    free: Rows, wanted: Mapping[str, float], rule: SplitRule, strata: Rows, groups: Rows
) -> dict[str, Rows]:
    names, first, sizes = np.unique(groups[free], return_index=True, return_counts=True)
    kind = strata[free][first]  # a group belongs to the class of its first row
    order = permutation(rule.seed, "split", len(names))
    train_dev = rule.train_dev_share * (1 - wanted["test"] - wanted["val"])
    shares = [("test", wanted["test"]), ("val", wanted["val"]), ("train_dev", train_dev)]
    goes: dict[int, str] = {}
    owed = dict.fromkeys((name for name, _ in shares), 0.0)
    for value in np.unique(kind):
        left = order[kind[order] == value].tolist()
        total, most = int(sizes[left].sum()), float(sizes[left].max()) / 2
        for name, share in shares:
            # what rounding left is carried over: half a group at most, or one class would pay
            # for all those that had too few rows to give any
            due = max(-most, min(most, owed[name])) + share * total
            taken, left, owed[name] = _take(left, sizes, due)
            goes.update(dict.fromkeys(taken, name))
    where = np.array([goes.get(number, "train") for number in range(len(names))])
    each = where[np.searchsorted(names, groups[free])]
    return {name: free[each == name] for name in ("train", "train_dev", "val", "test")}


def _take(left: list[int], sizes: Rows, owed: float) -> tuple[list[int], list[int], float]:
    """Take groups for a split, in order; one that is too large for what is owed is left.

    Args:
        left: the groups of a class that no split has yet.
        sizes: rows of every group.
        owed: rows that the split should have of this class.

    Returns:
        The groups taken, those left (one at least), and the rows still owed.
    """
    taken, kept = list[int](), list[int]()
    for position, group in enumerate(left):
        size = float(sizes[group])
        if owed < 0.5 or len(taken) == len(left) - 1:
            return taken, [*kept, *left[position:]], owed
        if owed >= size / 2:
            taken.append(group)
            owed -= size
        else:
            kept.append(group)
    return taken, kept, owed


def _expect_rows(rows: Mapping[str, Rows], wanted: Mapping[str, float], free: NDArray[Any]) -> None:
    if "train" not in rows:
        raise DataError(
            "train must have rows; got none", hint="give more data, or smaller shares to hold out"
        )
    different = len(np.unique(free))
    why = f": {len(free):,} rows are in {different:,} groups that stay together"
    for name, share in wanted.items():
        if share > 0 and name not in rows:
            raise DataError(
                f"{name} must have rows; got none of {len(free):,}"
                f"{why if different < len(free) else ''}",
                hint=f"give more data, or --set {name}_share=0 to do without it",
            )


def _straddling(
    splits: Mapping[str, Rows], fixed: NDArray[np.str_], groups: Rows
) -> tuple[str, ...]:
    notes = []
    train = np.unique(groups[splits["train"]])
    for name, rows in splits.items():
        shared = int(np.isin(groups[rows], train).sum())
        if name != "train" and shared:
            said = ", as given" if (fixed == name).any() else ""
            notes.append(f"{shared} of {len(rows)} {name} rows also lie in train{said}")
    return tuple(notes)


def _why(splits: Mapping[str, Rows], fixed: NDArray[np.str_], rule: SplitRule, time: bool) -> str:
    total = sum(len(rows) for rows in splits.values())
    sizes = " / ".join(f"{name} {len(rows):,}" for name, rows in splits.items())
    shares = " / ".join(f"{100 * len(rows) / total:.0f}" for rows in splits.values())
    given = sorted(set(fixed.tolist()) - {"", "train"})
    how = "oldest to newest" if time else f"stratified, keyed by seed {rule.seed}"
    said = f"; {' and '.join(given)} as given" if given else ""
    return f"{sizes} ({shares} %; {how}{said})"
