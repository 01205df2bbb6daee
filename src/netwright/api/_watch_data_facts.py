"""Facts about the rows of a watched training: inputs, targets, what simple predictors make of them.

Rows become NumPy arrays of at most 2048 rows by 4096 columns; repeats are counted on up to 20000.
"""

from dataclasses import replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from netwright.diagnosis import (
    Inputs,
    Kind,
    Simple,
    Targets,
    input_statistics,
    leak_of,
    repeats_of,
    row_keys,
    simple_predictors,
    variety_of,
)
from netwright.experiments import Trial, in_numpy

MOST_ROWS = 2048
MOST_COLUMNS = 4096
KEYED = 20000
KEYED_NUMBERS = 2**26
Array = NDArray[np.float64]


def input_facts(trial: Trial, seen: list[Tensor], *, total: int = 0) -> Inputs:
    """What the network is given.

    Args:
        trial: its rows.
        seen: batches the network met in training steps.
        total: training rows there are; 0 for those of the trial.

    Returns:
        The facts; of inputs that are not numbers (codes of words) only counts and repeats.
    """
    own, held = _keys(trial.x), _keys(trial.held_x)
    found = Inputs(columns=trial.x[0].numel())
    if trial.x.is_floating_point():
        found = _of_numbers(trial, seen)
    repeats = repeats_of(own, held, in_numpy(trial.kind, trial.y)[: len(own)])
    return replace(
        found,
        examples=len(trial.x),
        read=len(trial.x) / max(len(trial.x), total, 1),
        inside=repeats["inside"],
        natural=repeats["natural"],
        distinct=repeats["distinct"],
        conflicts=repeats["conflicts"],
    )


def _of_numbers(trial: Trial, seen: list[Tensor]) -> Inputs:
    met = [_flat(one, most=len(one)) for one in seen if one.shape[1:] == trial.x.shape[1:]]
    found = input_statistics(
        _flat(trial.x), _flat(trial.held_x), np.vstack(met) if met else _flat(trial.x[:0])
    )
    finite = torch.isfinite(trial.x).flatten(1).all(1) if trial.x.dim() > 1 else trial.x.isfinite()
    return replace(found, nonfinite=int((~finite).sum()))


def target_facts(trial: Trial, seen: list[Tensor]) -> Targets:
    """What the network should say.

    Args:
        trial: its rows.
        seen: batches the network met in training steps; told apart by their rows.

    Returns:
        The facts.
    """
    y, held = in_numpy(trial.kind, trial.y), in_numpy(trial.kind, trial.held_y)
    finite = y[np.isfinite(y)]
    column, leak_train, leak_valid = _leak(trial, y, held)
    classes = trial.kind in ("classes", "binary")
    columns = trial.y.dim() == 2 and trial.y.shape[1] > 1
    return Targets(
        kind=trial.kind,
        nonfinite=int((~np.isfinite(y)).sum()),
        counts=_counts(y, held) if classes else (),
        valid_counts=_counts(held, y) if classes and len(held) else (),
        mean=float(finite.mean()) if len(finite) else float("nan"),
        spread=float(finite.std()) if len(finite) else float("nan"),
        low=float(np.quantile(finite, 0.01)) if len(finite) else float("nan"),
        high=float(np.quantile(finite, 0.99)) if len(finite) else float("nan"),
        rows_sum_to_one=columns and bool((trial.y.double().sum(1) - 1).abs().max() < 1e-4),
        variety=_variety(trial, y, seen),
        leak_column=column,
        leak_train=leak_train,
        leak_valid=leak_valid,
    )


def simple_facts(trial: Trial) -> Simple:
    """How far the simplest predictors come."""
    if not trial.x.is_floating_point():
        return Simple()
    x, y = _usable(trial.kind, trial.x, trial.y)
    held_x, held_y = _usable(trial.kind, trial.held_x, trial.held_y)
    return simple_predictors(trial.kind, x, y, held_x, held_y)


def _usable(kind: Kind, x: Tensor, y: Tensor) -> tuple[Array, Array]:
    """Rows in which everything is finite."""
    flat = _flat(x)
    truth = in_numpy(kind, y[_spaced(len(x), MOST_ROWS)])
    fine = np.isfinite(truth) if truth.ndim == 1 else np.isfinite(truth).all(axis=1)
    fine &= np.isfinite(flat).all(axis=1)
    return flat[fine], truth[fine]


def _spaced(count: int, most: int) -> Tensor:
    return torch.linspace(0, max(0, count - 1), min(count, most)).round().long()


def _in_rows(x: Tensor) -> Tensor:
    return x.flatten(1) if x.dim() > 1 else x.unsqueeze(1)


def _flat(x: Tensor, most: int = MOST_ROWS) -> Array:
    """Evenly spaced rows and columns as float64 (n, d)."""
    flat = _in_rows(x)
    rows, columns = (_spaced(*pair) for pair in ((len(x), most), (flat.shape[1], MOST_COLUMNS)))
    few = flat[rows.to(x.device)[:, None], columns.to(x.device)]
    return few.to(device="cpu", dtype=torch.float64).numpy()


def _keys(x: Tensor) -> NDArray[np.int64]:
    flat = _in_rows(x)
    count = min(KEYED, KEYED_NUMBERS // max(1, flat.shape[1]))
    return row_keys(flat[:count].to(device="cpu", dtype=torch.float32).numpy())


def _counts(y: Array, other: Array) -> tuple[int, ...]:
    classes = int(max(y.max(), other.max() if len(other) else 0)) + 1
    return tuple(np.bincount(y.astype(np.int64), minlength=classes).tolist())


def _leak(trial: Trial, y: Array, held: Array) -> tuple[int, float, float]:
    if trial.x.dim() != 2 or not trial.x.is_floating_point() or y.ndim != 1:
        return -1, float("nan"), float("nan")
    rows = _spaced(len(y), MOST_ROWS).numpy()
    held_rows = _spaced(len(held), MOST_ROWS).numpy()
    return leak_of(_flat(trial.x), y[rows], _flat(trial.held_x), held[held_rows])


def _variety(trial: Trial, y: Array, seen: list[Tensor]) -> float:
    if trial.kind not in ("classes", "binary", "numbers") or y.ndim != 1:
        return float("nan")
    own = _keys(trial.x)
    labels = dict(zip(own.tolist(), y[: len(own)].tolist(), strict=True))
    batches = [np.array([labels.get(key, np.nan) for key in _keys(one).tolist()]) for one in seen]
    known = [one for one in batches if len(one) >= 4 and np.isfinite(one).all()]
    return variety_of(known, y, classes=trial.kind != "numbers")
