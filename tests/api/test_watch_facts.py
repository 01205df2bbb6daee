"""Facts of a whole watched training."""

import math

import pytest
import torch
from torch import nn

from netwright.api._watch_facts import Watched, facts_of
from netwright.api._watch_rows import Rows
from netwright.api._watch_tally import Tally
from netwright.experiments import copied

torch.manual_seed(0)
X = torch.randn(256, 4)
Y = (X[:, 0] > 0).long()


def _watched(model: nn.Module, optimizer: torch.optim.Optimizer, steps: int = 30) -> Watched:
    first, tally = copied((model, optimizer)), Tally(model, optimizer)
    tally.attach()
    for step in range(steps):
        rows = slice(step % 4 * 64, step % 4 * 64 + 64)
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(X[rows]), Y[rows])
        loss.backward()
        optimizer.step()
        tally.step(loss)
    tally.detach()
    tally.read_losses()
    return Watched(
        first=first,
        last=copied((model, optimizer)),
        loss_fn=nn.functional.cross_entropy,
        train=Rows(X[:200], Y[:200], 200),
        valid=Rows(X[200:], Y[200:], 56),
        tally=tally,
    )


def test_updates_are_described():
    model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 2))
    facts, trial = facts_of(_watched(model, torch.optim.Adam(model.parameters(), lr=0.01)))
    updates = facts.updates
    assert (updates.steps, updates.batch, updates.method) == (30, 64, "Adam")
    assert updates.epochs == pytest.approx(30 * 64 / 200)
    assert (updates.outside, updates.frozen, updates.unmoved, updates.uncleared) == (0, 0, 0, 0)
    assert 1e-4 < updates.ratio < 1
    assert updates.rate == 0.01
    assert facts.scores.skill > 0.3
    assert facts.loss.reads == "scores"
    assert facts.end.loss < facts.start.loss
    assert (trial.kind, trial.batch, trial.rate) == ("classes", 64, 1.0)
    assert len(facts.series.loss) == 30


def test_constants_of_the_optimiser_are_read_where_they_are_numbers():
    model = nn.Linear(4, 2)
    adam = torch.optim.Adam(model.parameters(), lr=0.01, eps=1e-5, betas=(0.8, 0.99))
    updates = facts_of(_watched(model, adam))[0].updates
    assert (updates.epsilon, updates.momentum, updates.decay) == (1e-5, 0.8, 0.0)
    sgd = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.7)
    updates = facts_of(_watched(model, sgd))[0].updates
    assert (math.isnan(updates.epsilon), updates.momentum) == (True, 0.7)
    pairs = torch.optim.Adafactor(model.parameters(), lr=0.01)
    updates = facts_of(_watched(model, pairs))[0].updates
    assert (updates.steps, updates.method) == (30, "Adafactor")
    assert math.isnan(updates.epsilon)
    assert math.isnan(updates.momentum)


def test_parameters_outside_the_optimiser_and_frozen_ones_are_counted():
    model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 2))
    model[0].bias.requires_grad_(False)
    optimizer = torch.optim.SGD(model[2].parameters(), lr=0.1)
    updates = facts_of(_watched(model, optimizer))[0].updates
    assert updates.frozen == pytest.approx(8 / 58)
    assert updates.outside == pytest.approx(32 / 50)
    assert updates.unmoved == pytest.approx(32 / 50)


def test_running_statistics_that_stand_still_are_seen():
    for momentum, moved in ((0.1, True), (0.0, False)):
        model = nn.Sequential(nn.BatchNorm1d(4, momentum=momentum), nn.Linear(4, 2))
        updates = facts_of(_watched(model, torch.optim.SGD(model.parameters(), lr=0.1)))[0].updates
        assert (updates.statistics_moved, updates.modes_matter) == (moved, True)


def test_what_cannot_be_read_is_a_note_and_not_an_error():
    model = nn.Linear(4, 2)
    watched = _watched(model, torch.optim.SGD(model.parameters(), lr=0.1))
    watched.train = Rows(X[:, :3], Y, 256)
    facts, _ = facts_of(watched)
    assert math.isnan(facts.scores.fit)
    assert any("could not be read" in note for note in watched.notes)
