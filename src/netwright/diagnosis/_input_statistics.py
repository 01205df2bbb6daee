"""Numbers about inputs and labels that need no network: scales, repeats, shifts, leaks.

Rows are told apart by a hash of their bytes. Everything is computed on what was read of the data,
a few thousand rows.

Cost: a few passes over the rows.
"""

import hashlib
import math

import numpy as np
from numpy.typing import NDArray

from netwright.diagnosis._data_facts import Inputs
from netwright.randomness import generator

Array = NDArray[np.float64]


def input_statistics(x: Array, held_x: Array, seen: Array) -> Inputs:
    """Describe inputs.

    Args:
        x: (n, d) training inputs, finite or not.
        held_x: (m, d) held-out inputs; m may be 0.
        seen: (k, d) what the network was given in training steps; k may be 0.

    Returns:
        What is known of them.
    """
    nonfinite = int((~np.isfinite(x).all(axis=1)).sum())
    finite = x[np.isfinite(x).all(axis=1)]
    if not len(finite):
        return Inputs(examples=len(x), columns=x.shape[1], nonfinite=nonfinite)
    spread = finite.std(axis=0)
    shift, ratio, slope = _shift(finite, held_x)
    correlation, shape = _shapes(finite, held_x)
    seen_shift, seen_spread = _seen(finite, seen)
    return Inputs(
        examples=len(x),
        columns=x.shape[1],
        nonfinite=nonfinite,
        largest=float(np.abs(finite).max()),
        spread=float(finite.std()),
        constant=len(finite) > 1 and float(spread.max()) == 0.0,
        column_ratio=_column_ratio(spread),
        shift=shift,
        spread_ratio=ratio,
        mean_slope=slope,
        correlation_ratio=correlation,
        shape_change=shape,
        seen_shift=seen_shift,
        seen_spread=seen_spread,
    )


def _column_ratio(spread: Array) -> float:
    moving = spread[spread > 0]
    return float(moving.max() / np.median(moving)) if len(moving) else math.nan


def _shift(x: Array, held: Array) -> tuple[float, float, float]:
    """How the held-out columns differ: share moved, spread, means."""
    held = held[np.isfinite(held).all(axis=1)]
    if len(held) < 10 or len(x) < 10:
        return math.nan, math.nan, math.nan
    spread, held_spread = x.std(axis=0), held.std(axis=0)
    mean, held_mean = x.mean(axis=0), held.mean(axis=0)
    moving = spread > 1e-6 * max(float(spread.max()), 1e-30)
    moved = np.abs(mean - held_mean) > np.maximum(np.maximum(spread, held_spread / 3), 1e-12)
    ratio = float(np.median(held_spread[moving] / spread[moving])) if moving.any() else math.nan
    size = float(mean @ mean)
    known = size > 0.01 * float(spread @ spread)
    slope = float(held_mean @ mean) / size if known else math.nan
    return float(moved.mean()), ratio, slope


def _shapes(x: Array, held: Array) -> tuple[float, float]:
    """What no scaling changes: correlations, as a ratio, and kurtosis, as a difference."""
    held = held[np.isfinite(held).all(axis=1)]
    moving = x.std(axis=0) > 1e-12
    if len(held) < 50 or len(x) < 50 or not moving.any():
        return math.nan, math.nan
    apart = np.abs(_kurtosis(x[:, moving]) - _kurtosis(held[:, moving]))
    return _correlations(held) / _correlations(x), float(np.median(apart))


def _kurtosis(x: Array) -> Array:
    centred = x - x.mean(axis=0)
    variance = np.maximum(np.square(centred).mean(axis=0), 1e-30)
    kurtosis: Array = (centred**4).mean(axis=0) / variance**2
    return kurtosis


def _correlations(x: Array) -> float:
    """Mean absolute correlation of neighbouring columns that vary; not-a-number for one column."""
    moving = x[:, x.std(axis=0) > 1e-12][:, :200]
    if moving.shape[1] < 2:
        return math.nan
    table = np.abs(np.corrcoef(moving.T))
    return float(table[np.triu_indices(len(table), 1)].mean())


def _seen(x: Array, seen: Array) -> tuple[float, float]:
    seen = seen[np.isfinite(seen).all(axis=1)] if len(seen) else seen
    if len(seen) < 32 or seen.shape[1:] != x.shape[1:]:
        return math.nan, math.nan
    spread = float(x.std()) or 1.0
    apart = np.abs(seen.mean(axis=0) - x.mean(axis=0)) / spread
    return float(np.quantile(apart, 0.75)), float(seen.std()) / spread


def row_keys(x: NDArray[np.float32]) -> NDArray[np.int64]:
    """A number for each row (n, d), equal for rows that are equal bit by bit; -0 equals 0."""
    rows = np.ascontiguousarray(x + np.float32(0))
    keys = [hashlib.blake2b(row.tobytes(), digest_size=8).digest() for row in rows]
    return np.frombuffer(b"".join(keys), dtype=np.int64)


def repeats_of(own: NDArray[np.int64], held: NDArray[np.int64], y: Array) -> dict[str, float]:
    """Rows that come again.

    Args:
        own: (n,) keys of the training rows.
        held: (m,) keys of the held-out rows; m may be 0.
        y: (n,) or (n, l) training targets.

    Returns:
        "inside", "natural", "distinct" and "conflicts", as ``Inputs`` has them; numbers never
        contradict each other.
    """
    _, where, counts = np.unique(own, return_inverse=True, return_counts=True)
    found = {
        "inside": float(np.isin(held, own).mean()) if len(held) else math.nan,
        "natural": float((counts[where] > 1).mean()),
        "distinct": len(counts) / len(own),
        "conflicts": math.nan,
    }
    if y.ndim == 1 and len(np.unique(y)) <= max(2, len(y) // 4):
        labels = np.unique(y, return_inverse=True)[1]
        pairs = np.unique(np.stack([where, labels], axis=1), axis=0)
        rows, different = np.unique(pairs[:, 0], return_counts=True)
        found["conflicts"] = float(np.isin(where, rows[different > 1]).mean())
    return found


def leak_of(x: Array, y: Array, held_x: Array, held_y: Array) -> tuple[int, float, float]:
    """The column that says the target all by itself, where the other columns do not.

    A column leaks if its values stand for the targets one to one: as many distinct values as
    classes, or a correlation of nearly 1 with a numeric target. Where more than two columns do,
    or there are fewer than four, the data are simply easy.

    Args:
        x: (n, d) training inputs.
        y: (n,) training targets.
        held_x: (m, d) held-out inputs; m may be 0.
        held_y: (m,) held-out targets.

    Returns:
        Column, how well it says the training targets, and the held-out ones; -1 for no column.
    """
    if y.ndim != 1 or x.shape[1] < 4 or len(x) < 20:
        return -1, math.nan, math.nan
    classes = np.unique(y)
    told = _classes_told if len(classes) <= max(2, len(y) // 10) else _numbers_told
    scores = np.array([told(x[:, j], y, x[:, j], y) for j in range(min(x.shape[1], 2000))])
    leaking = np.flatnonzero(scores > 0.98)
    if not 1 <= len(leaking) <= 2:
        return -1, math.nan, math.nan
    best = int(leaking[scores[leaking].argmax()])
    held = told(x[:, best], y, held_x[:, best], held_y) if len(held_x) else math.nan
    return best, float(scores[best]), held


def _classes_told(column: Array, y: Array, asked: Array, wanted: Array) -> float:
    values = np.unique(column)
    classes, coded = np.unique(y, return_inverse=True)
    if len(values) != len(classes) or len(classes) < 2:
        return 0.0
    table = np.zeros((len(values), len(classes)))
    np.add.at(table, (np.searchsorted(values, column), coded), 1)
    said = classes[table.argmax(axis=1)]
    if len(np.unique(said)) < len(classes):
        return 0.0
    place = np.clip(np.searchsorted(values, asked), 0, len(values) - 1)
    return float((said[place] == wanted).mean())


def _numbers_told(column: Array, y: Array, asked: Array, wanted: Array) -> float:
    if column.std() == 0 or asked.std() == 0 or wanted.std() == 0:
        return 0.0
    return float(abs(np.corrcoef(asked, wanted)[0, 1])) if y.std() > 0 else 0.0


def variety_of(batches: list[Array], y: Array, *, classes: bool) -> float:
    """How varied the targets of a batch are, over what drawing rows at random would give.

    Args:
        batches: targets of some batches.
        y: (n,) all training targets.
        classes: whether they are class numbers; else numbers.

    Returns:
        Mean entropy, or mean variance, of a batch over that of as many random rows; about 1 for
        a shuffled training, near 0 for a sorted one; not-a-number with fewer than 2 batches.
    """
    if len(batches) < 2:
        return math.nan
    measure = _entropy if classes else _variance
    draws = generator(0, "variety")
    found = [measure(batch) for batch in batches]
    random = [measure(draws.choice(y, len(batch))) for batch in batches for _ in range(10)]
    expected = float(np.mean(random))
    return float(np.mean(found)) / expected if expected > 0 else math.nan


def _entropy(labels: Array) -> float:
    shares = np.unique(labels, return_counts=True)[1] / len(labels)
    return float(-(shares * np.log(shares)).sum())


def _variance(numbers: Array) -> float:
    return float(numbers.var())
