"""Against torch's own optimisers, each stepping the parameters one by one, unfused."""

from typing import get_args

import pytest
import torch
from torch import nn
from torch.optim import SGD, Adagrad, Adam, AdamW, RMSprop

from netwright.recipe import Settings
from netwright.recipe._settings import Optimiser
from netwright.training._flat import FlatParameters
from netwright.training._optimisers import make_optimiser, optimiser_tensors, restore_optimiser

NAMES = get_args(Optimiser)
RATE, MOMENTUM, BETA2, DECAY = 0.05, 0.8, 0.95, 0.1
STEPS = 12
# the same operations in another order: a few units in the last place of float32, summed up
TOLERANCE = {"rtol": 2e-5, "atol": 2e-6}


def network():
    # not a norm right behind a bias: the gradient there is rounding, and Adam blows it up
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(5, 7), nn.Tanh(), nn.BatchNorm1d(7), nn.Linear(7, 2))


def settings(name, momentum=MOMENTUM, decay=DECAY):
    return Settings(
        optimiser=name, learning_rate=RATE, momentum=momentum, beta2=BETA2, weight_decay=decay
    )


def torchs(name, model, momentum=MOMENTUM, decay=DECAY):
    weights = [p for p in model.parameters() if p.dim() >= 2]
    others = [p for p in model.parameters() if p.dim() < 2]
    groups = [
        {"params": weights, "weight_decay": decay},
        {"params": others, "weight_decay": 0.0},
    ]
    plain = {"lr": RATE, "foreach": False}
    return {
        "sgd": lambda: SGD(groups, **plain),
        "momentum": lambda: SGD(groups, momentum=momentum, **plain),
        "nesterov": lambda: SGD(groups, momentum=momentum, nesterov=momentum > 0, **plain),
        "adagrad": lambda: Adagrad(groups, **plain),
        "rmsprop": lambda: RMSprop(groups, alpha=BETA2, momentum=momentum, **plain),
        "adam": lambda: Adam(groups, betas=(momentum, BETA2), **plain),
        "adamw": lambda: AdamW(groups, betas=(momentum, BETA2), **plain),
    }[name]()


def rate(step):
    return RATE * (1 - step / (2 * STEPS))


def gradients(model, step):
    draws = torch.Generator().manual_seed(step)
    x = torch.randn(16, 5, generator=draws)
    y = torch.randn(16, 2, generator=draws)
    ((model(x) - y) ** 2).mean().backward()


def ours(model, flat, optimiser, steps):
    for step in steps:
        flat.gradients.zero_()
        gradients(model, step)
        optimiser.step(rate(step))


@pytest.mark.parametrize("decay", [0.0, DECAY])
@pytest.mark.parametrize("momentum", [0.0, MOMENTUM])
@pytest.mark.parametrize("name", NAMES)
def test_steps_are_those_of_torch(name, momentum, decay):
    model, other = network(), network()
    flat = FlatParameters(model)
    ours(model, flat, make_optimiser(settings(name, momentum, decay), flat), range(STEPS))
    reference = torchs(name, other, momentum, decay)
    for step in range(STEPS):
        reference.zero_grad()
        gradients(other, step)
        for group in reference.param_groups:
            group["lr"] = rate(step)
        reference.step()
    for (key, mine), theirs in zip(model.named_parameters(), other.parameters(), strict=True):
        torch.testing.assert_close(
            mine, theirs, msg=lambda text, key=key: f"{key}: {text}", **TOLERANCE
        )


@pytest.mark.parametrize("name", NAMES)
def test_weight_decay_stops_at_the_boundary(name):
    moved = []
    for decay in (0.0, 0.5):
        model = network()
        flat = FlatParameters(model)
        optimiser = make_optimiser(settings(name, decay=decay), flat)
        flat.gradients.fill_(0.01)
        optimiser.step(RATE)
        moved.append(flat.values.clone())
    assert torch.equal(moved[0][flat.decayed :], moved[1][flat.decayed :])
    assert (moved[0][: flat.decayed] != moved[1][: flat.decayed]).any()


@pytest.mark.parametrize("name", NAMES)
def test_a_restored_optimiser_goes_on_with_equal_bits(name):
    model = network()
    flat = FlatParameters(model)
    optimiser = make_optimiser(settings(name), flat)
    ours(model, flat, optimiser, range(5))
    values = flat.values.clone()
    held = {n: t.clone() for n, t in optimiser_tensors(optimiser, flat).items()}
    running = {n: b.clone() for n, b in flat.buffers().items()}
    assert all(tensor.is_contiguous() for tensor in held.values())
    ours(model, flat, optimiser, range(5, 8))

    again = network()
    new = FlatParameters(again)
    other = make_optimiser(settings(name), new)
    new.values.copy_(values)
    for buffer_name, buffer in new.buffers().items():
        buffer.copy_(running[buffer_name])
    restore_optimiser(other, new, held)
    ours(again, new, other, range(5, 8))
    assert torch.equal(new.values, flat.values)


@pytest.mark.parametrize("name", NAMES)
def test_state_before_the_first_step_can_be_kept(name):
    flat = FlatParameters(network())
    held = optimiser_tensors(make_optimiser(settings(name), flat), flat)
    assert all(not tensor.any() for tensor in held.values())
    other = make_optimiser(settings(name), flat)
    restore_optimiser(other, flat, held)
    assert other.steps == 0


def test_state_has_the_names_of_the_parameters():
    flat = FlatParameters(network())
    held = optimiser_tensors(make_optimiser(settings("adamw"), flat), flat)
    assert set(held) == {"steps"} | {
        f"{kind}/{name}" for kind in ("mean", "squares") for name in flat.names()
    }
    assert held["mean/0.weight"].shape == (7, 5)


@pytest.mark.parametrize("name", NAMES)
def test_a_network_without_weights_to_decay_can_be_stepped(name):
    model = nn.BatchNorm1d(3)
    flat = FlatParameters(model)
    before = flat.values.clone()
    flat.gradients.fill_(1.0)
    make_optimiser(settings(name), flat).step(RATE)
    assert (flat.values < before).all()
