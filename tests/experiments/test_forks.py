"""Forks: copies that are trained, and nothing else that is touched."""

import contextlib
import math
import random

import numpy as np
import torch
from torch import nn

from netwright.diagnosis import LOWEST, Fork
from netwright.experiments import Bound, Trial, randomness_kept, run_fork
from netwright.experiments._forks import _batches

FAR = math.inf


def _trial(rate: float = 0.1, **changes: object) -> Trial:
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(2, 16), nn.ReLU(), nn.Dropout(0.1), nn.Linear(16, 2))
    pair = (model, torch.optim.SGD(model.parameters(), lr=rate))
    x = torch.randn(300, 2)
    y = (x[:, 0] * x[:, 1] > 0).long()
    known = {
        "first": pair,
        "last": pair,
        "loss_fn": nn.functional.cross_entropy,
        "x": x[:200],
        "y": y[:200],
        "held_x": x[200:],
        "held_y": y[200:],
        "batch": 32,
        "kind": "classes",
    }
    return Trial(**{**known, **changes})


def test_a_fork_trains_a_copy_and_leaves_everything_else():
    trial = _trial(0.001)
    before = [one.clone() for one in trial.first[0].parameters()]
    state = torch.get_rng_state()
    found = run_fork(trial, Fork("rate", 300.0), Bound(200, 2, FAR))
    assert found is not None
    assert (found.seeds, found.steps) == (2, 200)
    assert found.fit > 0.7
    assert 0 < found.fit_error < 0.2
    assert found.loss < 0.5
    assert all(torch.equal(a, b) for a, b in zip(before, trial.first[0].parameters(), strict=True))
    assert torch.equal(state, torch.get_rng_state())


def test_a_fork_is_the_same_whenever_it_is_run():
    bound = Bound(30, 1, FAR)
    one, other = (run_fork(_trial(), Fork("nothing"), bound) for _ in range(2))
    assert one is not None
    assert other is not None
    assert (one.fit, one.skill, one.loss) == (other.fit, other.skill, other.loss)


def test_a_loss_that_is_not_finite_has_the_lowest_skill():
    found = run_fork(_trial(1e30), Fork("nothing"), Bound(50, 1, FAR))
    assert found is not None
    assert (found.fit, found.loss) == (LOWEST, math.inf)


def test_a_hopeless_first_seed_gets_no_second():
    found = run_fork(_trial(1e-9), Fork("nothing"), Bound(5, 3, FAR, least=0.9))
    assert found is not None
    assert found.seeds == 1


def test_sixteen_rows_are_learnt_by_heart_by_a_network_that_can_learn():
    found = run_fork(_trial(0.3), Fork("one batch"), Bound(200, 1, FAR))
    assert found is not None
    assert (found.fit, found.steps) == (1.0, 200)
    cut = nn.Sequential(nn.Linear(2, 16), nn.Threshold(1e9, 0.0), nn.Linear(16, 2))
    pair = (cut, torch.optim.SGD(cut.parameters(), lr=0.3))
    found = run_fork(_trial(first=pair), Fork("one batch"), Bound(200, 1, FAR))
    assert found is not None
    assert found.fit < 0.5


def test_a_fork_that_is_cut_short_says_nothing_before_20_updates():
    ticks = iter(range(10_000))
    clock = lambda: float(next(ticks))  # noqa: E731
    assert run_fork(_trial(), Fork("nothing"), Bound(200, 1, 10.0, clock=clock)) is None
    ticks = iter(range(10_000))
    found = run_fork(_trial(), Fork("nothing"), Bound(200, 1, 60.0, clock=clock))
    assert found is not None
    assert 20 <= found.steps < 200


def test_each_epoch_of_batches_meets_every_row_once():
    rows = torch.cat(list(_batches(90, 30, 6, seed=1)))
    assert sorted(rows[:90].tolist()) == sorted(rows[90:].tolist()) == list(range(90))
    assert rows[:90].tolist() != rows[90:].tolist()
    assert [len(one) for one in _batches(10, 64, 3, seed=1)] == [10, 10, 10]


def test_random_numbers_of_torch_numpy_and_python_are_put_back():
    def drawn() -> tuple[float, float, float]:
        return float(torch.rand(1)), float(np.random.rand()), random.random()  # noqa: NPY002

    torch.manual_seed(1)
    np.random.seed(1)  # noqa: NPY002
    random.seed(1)
    expected = drawn()
    torch.manual_seed(1)
    np.random.seed(1)  # noqa: NPY002
    random.seed(1)
    with contextlib.suppress(KeyError), randomness_kept():
        drawn()
        raise KeyError
    assert drawn() == expected
