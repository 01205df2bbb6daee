"""The one thing a fork changes."""

import math

import pytest
import torch
from torch import nn

from netwright.diagnosis import Fork
from netwright.experiments import Trial, copied
from netwright.experiments._changes import (
    PlainActivations,
    changed_loss,
    changed_pair,
    changed_rows,
    fresh_start,
)
from netwright.models import KeyedDropout


def _trial(model: nn.Module | None = None, **changes: object) -> Trial:
    model = model or nn.Sequential(nn.Linear(3, 4), nn.Sigmoid(), nn.Linear(4, 1))
    pair = (model, torch.optim.SGD(model.parameters(), lr=0.1, weight_decay=0.5))
    torch.manual_seed(0)
    x = torch.randn(50, 3) * 7 + 2
    known = {
        "first": pair,
        "last": pair,
        "loss_fn": nn.functional.mse_loss,
        "x": x,
        "y": x[:, :1] * 30 + 400,
        "held_x": x[:10],
        "held_y": x[:10, :1] * 30 + 400,
        "batch": 1000,
        "kind": "numbers",
    }
    return Trial(**{**known, **changes})


def test_rows_are_standardised_with_the_figures_of_the_training():
    trial = _trial()
    scaled = changed_rows(trial, Fork("inputs and targets standardised"), 0)
    assert torch.allclose(scaled.x.mean(0), torch.zeros(3), atol=1e-5)
    assert torch.allclose(scaled.x.std(0, correction=0), torch.ones(3), atol=1e-5)
    assert float(scaled.y.std(correction=0)) == pytest.approx(1, abs=1e-5)
    assert torch.allclose(scaled.held_x, scaled.x[:10])
    assert torch.allclose(scaled.held_y, scaled.y[:10])
    assert trial.x is changed_rows(trial, Fork("rate", 0.1), 0).x


def test_constant_columns_and_channels_of_pictures_are_kept_finite():
    pictures = torch.rand(20, 3, 4, 4) * 255
    pictures[:, 1] = 7.0
    scaled = changed_rows(_trial(x=pictures, held_x=pictures[:2]), Fork("inputs standardised"), 0)
    assert torch.isfinite(scaled.x).all()
    assert float(scaled.x[:, 0].std(correction=0)) == pytest.approx(1, abs=1e-4)


def test_classes_have_no_scale():
    y = torch.arange(50) % 2
    assert changed_rows(_trial(y=y, kind="classes"), Fork("targets standardised"), 0).y is y


def test_fewer_examples_and_smaller_batches():
    half = changed_rows(_trial(), Fork("fewer examples", 0.5), 3)
    assert len(half.x) == len(half.y) == 25
    assert torch.allclose(half.y, half.x[:, :1] * 30 + 400)
    assert changed_rows(_trial(), Fork("longer"), 0).batch == 64


def test_one_batch_is_sixteen_rows_without_regularisation():
    trial = _trial(nn.Sequential(nn.Dropout(0.5), nn.Linear(3, 1)), batch=8)
    few = changed_rows(trial, Fork("one batch"), 3)
    assert (len(few.x), len(few.y), few.batch, len(few.held_x)) == (16, 16, 16, 10)
    assert torch.allclose(few.y, few.x[:, :1] * 30 + 400)
    model, optimizer = changed_pair(copied(trial.first), trial, Fork("one batch"), 0)
    assert (model[0].p, optimizer.param_groups[0]["weight_decay"]) == (0, 0)


def test_constants_become_usual_and_the_rate_stays():
    model, fork = nn.Linear(3, 1), Fork("usual constants")
    adam = torch.optim.Adam(model.parameters(), lr=0.2, eps=1e-16, betas=(0.999, 0.98))
    _, optimizer = changed_pair(copied((model, adam)), _trial(), fork, 0)
    (group,) = optimizer.param_groups
    assert (group["lr"], group["eps"], group["betas"]) == (0.2, 1e-8, (0.9, 0.98))
    for momentum, usual in ((0.999, 0.9), (0.5, 0.5)):
        sgd = torch.optim.SGD(model.parameters(), lr=0.2, momentum=momentum)
        _, optimizer = changed_pair(copied((model, sgd)), _trial(), fork, 0)
        assert optimizer.param_groups[0]["momentum"] == usual
    pair = torch.optim.Adafactor(model.parameters())
    _, optimizer = changed_pair(copied((model, pair)), _trial(), fork, 0)
    assert optimizer.param_groups[0]["eps"] == pair.param_groups[0]["eps"]


def test_rates_are_multiplied_and_decay_is_taken_away():
    trial = _trial(rate=2.0)
    _, optimizer = changed_pair(copied(trial.first), trial, Fork("rate", 0.1), 0)
    assert optimizer.param_groups[0]["lr"] == pytest.approx(0.02)
    model = nn.Sequential(nn.Dropout(0.5), nn.Linear(3, 1))
    trial = _trial(model)
    model, optimizer = changed_pair(copied(trial.first), trial, Fork("no regularisation"), 0)
    assert optimizer.param_groups[0]["weight_decay"] == 0
    assert model[0].p == 0
    keyed = _trial(nn.Sequential(KeyedDropout(0.5), nn.Linear(3, 1)))
    model, _ = changed_pair(copied(keyed.first), keyed, Fork("no regularisation"), 0)
    assert torch.equal(model[0].train()(keyed.x), keyed.x)
    _, optimizer = changed_pair(copied(trial.first), trial, Fork("adam"), 0)
    assert isinstance(optimizer, torch.optim.Adam)
    assert optimizer.param_groups[0]["weight_decay"] == 0.5


def test_a_fresh_start_has_variance_2_over_inputs_and_leaves_norms():
    model = nn.Sequential(nn.Linear(400, 300), nn.BatchNorm1d(300))
    fresh_start(model, 0)
    assert float(model[0].weight.detach().std()) == pytest.approx(math.sqrt(2 / 400), rel=0.02)
    assert bool((model[0].bias == 0).all())
    assert bool((model[1].weight == 1).all())


def test_frozen_layers_are_trained_and_held_by_the_optimiser():
    model = nn.Sequential(nn.Linear(3, 4), nn.Linear(4, 1))
    model[0].requires_grad_(False)
    pair = (model, torch.optim.SGD(model[1].parameters(), lr=0.1))
    trial = _trial(first=pair)
    model, optimizer = changed_pair(copied(pair), trial, Fork("all layers trained"), 0)
    assert all(one.requires_grad for one in model.parameters())
    assert len(optimizer.param_groups[0]["params"]) == 4


class Opaque(nn.Module):
    """A network that is one module."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.last = nn.Linear(3, 5), nn.Linear(5, 2)

    def forward(self, x):
        hidden = torch.sigmoid(self.first(x))
        return torch.softmax(self.last(hidden), 1)


def test_hidden_activations_become_plain_and_the_last_one_stays():
    model, x = Opaque(), torch.randn(6, 3)
    plain = PlainActivations(model, x[:2])
    expected = torch.softmax(model.last(torch.relu(model.first(x))), 1)
    assert torch.allclose(plain(x), expected)
    assert torch.allclose(model(x).sum(1), torch.ones(6))


def test_an_averaged_loss_is_the_sum_over_the_rows():
    trial = _trial(loss_fn=lambda a, b: (a - b).square().sum())
    loss = changed_loss(trial, Fork("loss averaged"))
    assert float(loss(torch.ones(4), torch.zeros(4))) == 1
    assert changed_loss(trial, Fork("nothing")) is trial.loss_fn
