"""Forks within a bound on time."""

import math

import torch
from torch import nn

from netwright.api._watch_runner import TimedRunner
from netwright.diagnosis import Fork
from netwright.experiments import Trial

torch.manual_seed(0)
X = torch.randn(64, 3)
Y = (X[:, 0] > 0).long()


def _trial() -> Trial:
    model = nn.Linear(3, 2)
    pair = (model, torch.optim.SGD(model.parameters(), lr=0.1))
    known = {"first": pair, "last": pair, "loss_fn": nn.CrossEntropyLoss(), "kind": "classes"}
    return Trial(**known, x=X, y=Y, held_x=X[:0], held_y=Y[:0], batch=16)


def test_a_fork_runs_as_many_updates_as_the_training_had():
    runner = TimedRunner(_trial(), 30, math.nan, 60.0)
    found = runner(Fork("rate", 10.0))
    assert (found.steps, found.seeds) == (30, 2)
    assert runner(Fork("nothing")).seeds == 1
    (words,) = runner.words()
    assert words.startswith("2 forks of up to 200 updates took ")
    assert "of 60.0 s allowed" in words


def test_without_time_nothing_runs():
    runner = TimedRunner(_trial(), 30, math.nan, 0.0)
    assert runner(Fork("nothing")) is None
    assert runner.words()[0].startswith("not finished in that time: ")


def test_a_first_seed_that_gains_nothing_has_no_second():
    runner = TimedRunner(_trial(), 30, 1.0, 60.0)
    assert runner(Fork("rate", 10.0)).seeds == 1


def test_a_change_that_the_network_does_not_take_says_nothing():
    trial = _trial()
    runner = TimedRunner(trial, 30, math.nan, 60.0)
    trial.first[0].forward = None
    assert runner(Fork("nothing")) is None
