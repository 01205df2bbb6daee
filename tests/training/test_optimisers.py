"""Against torch's own optimisers, each stepping the parameters one by one, unfused.

Muon's own step is compared in ``test_muon.py`` and with the reference in the twins: torch's rounds
to bfloat16.
"""

from typing import get_args

import pytest
import torch
from torch import nn
from torch.optim import SGD, Adagrad, Adam, AdamW, RMSprop

from netwright.recipe import Settings
from netwright.recipe._settings import Optimiser
from netwright.training._flat import FlatParameters
from netwright.training._kinds import kinds_of
from netwright.training._optimisers import (
    ASIDE,
    make_optimiser,
    optimiser_tensors,
    restore_optimiser,
)

NAMES = get_args(Optimiser)
OF_TORCH = [name for name in NAMES if name != "muon"]
RATE, MOMENTUM, BETA2, DECAY = 0.05, 0.8, 0.95, 0.1
STEPS = 12
# the same operations in another order: a few units in the last place of float32, summed up
TOLERANCE = {"rtol": 2e-5, "atol": 2e-6}


def network():
    # not a norm right behind a bias: the gradient there is rounding, and Adam blows it up
    torch.manual_seed(0)
    first = (nn.Linear(5, 7), nn.Tanh(), nn.BatchNorm1d(7))
    return nn.Sequential(*first, nn.Linear(7, 6), nn.Tanh(), nn.Linear(6, 2))


def settings(name, momentum=MOMENTUM, decay=DECAY, **changed):
    return Settings(
        optimiser=name,
        learning_rate=RATE,
        momentum=momentum,
        beta2=BETA2,
        weight_decay=decay,
        **changed,
    )


def made(model, values):
    """Its flat parameters, and the optimiser of these settings."""
    flat = FlatParameters(model, kinds_of(model, values))
    return flat, make_optimiser(values, flat)


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
@pytest.mark.parametrize("name", OF_TORCH)
def test_steps_are_those_of_torch(name, momentum, decay):
    model, other = network(), network()
    flat, optimiser = made(model, settings(name, momentum, decay))
    ours(model, flat, optimiser, range(STEPS))
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
        flat, optimiser = made(network(), settings(name, decay=decay))
        flat.gradients.fill_(0.01)
        optimiser.step(RATE)
        moved.append(flat.values.clone())
    assert torch.equal(moved[0][flat.decayed :], moved[1][flat.decayed :])
    assert (moved[0][: flat.decayed] != moved[1][: flat.decayed]).any()


@pytest.mark.parametrize("name", NAMES)
def test_a_restored_optimiser_goes_on_with_equal_bits(name):
    model = network()
    flat, optimiser = made(model, settings(name))
    ours(model, flat, optimiser, range(5))
    values = flat.values.clone()
    held = {n: t.clone() for n, t in optimiser_tensors(optimiser, flat).items()}
    running = {n: b.clone() for n, b in flat.buffers().items()}
    assert all(tensor.is_contiguous() for tensor in held.values())
    ours(model, flat, optimiser, range(5, 8))

    again = network()
    new, other = made(again, settings(name))
    new.values.copy_(values)
    for buffer_name, buffer in new.buffers().items():
        buffer.copy_(running[buffer_name])
    restore_optimiser(other, new, held)
    ours(again, new, other, range(5, 8))
    assert torch.equal(new.values, flat.values)


@pytest.mark.parametrize("name", NAMES)
def test_state_before_the_first_step_can_be_kept(name):
    flat, optimiser = made(network(), settings(name))
    held = optimiser_tensors(optimiser, flat)
    assert all(not tensor.any() for tensor in held.values())
    other = make_optimiser(settings(name), flat)
    restore_optimiser(other, flat, held)
    assert other.steps == [0]


def test_state_has_the_names_of_the_parameters():
    flat, optimiser = made(network(), settings("adamw"))
    held = optimiser_tensors(optimiser, flat)
    assert set(held) == {"steps"} | {
        f"{kind}/{name}" for kind in ("mean", "squares") for name in flat.names()
    }
    assert held["mean/0.weight"].shape == (7, 5)


@pytest.mark.parametrize("name", NAMES)
def test_a_network_without_weights_to_decay_can_be_stepped(name):
    flat, optimiser = made(nn.BatchNorm1d(3), settings(name))
    before = flat.values.clone()
    flat.gradients.fill_(1.0)
    optimiser.step(RATE)
    assert (flat.values < before).all()


def drawn(flat, seed):
    """Gradients that depend on the name and the seed alone, whatever the order of the buffer."""
    found = {}
    for name in sorted(flat.names()):
        shape = flat.named(flat.values)[name].shape
        found[name] = torch.randn(shape, generator=torch.Generator().manual_seed(seed))
        seed += 1000
    return found


def test_what_muon_leaves_is_stepped_by_adamw_at_a_share_of_the_rate():
    flat, optimiser = made(network(), settings("muon"))
    other, adamw = made(network(), settings("adamw"))
    assert [name for name, kind in flat.kinds.items() if kind.matrices] == ["3.weight"]
    for step in range(4):
        for each, stepped, share in ((flat, optimiser, 1.0), (other, adamw, ASIDE)):
            each.fill(each.gradients, drawn(each, step))
            stepped.step(RATE * share)
    found, wanted = flat.named(flat.values), other.named(other.values)
    for name in found:
        assert torch.equal(found[name], wanted[name]) == (name != "3.weight"), name
    held = optimiser_tensors(optimiser, flat)
    assert "mean/3.weight" in held
    assert "squares/3.weight" not in held
    assert {name for name in held if "0.weight" in name} == {"mean/0.weight", "squares/0.weight"}


@pytest.mark.parametrize("name", NAMES)
def test_the_l1_penalty_is_a_gradient_of_its_own_where_weights_decay(name):
    flat, optimiser = made(network(), settings(name, l1=0.3))
    other, plain = made(network(), settings(name))
    for step in range(3):
        flat.fill(flat.gradients, drawn(flat, step))
        given = flat.gradients.clone()
        other.gradients.copy_(given)
        other.gradients[: other.decayed] += 0.3 * other.values[: other.decayed].sign()
        optimiser.step(RATE)
        plain.step(RATE)
        assert torch.equal(flat.gradients, given), "what is looked at later was changed"
        torch.testing.assert_close(flat.values, other.values, rtol=1e-6, atol=1e-7)
    without, gone = made(network(), settings(name))
    for step in range(3):
        without.fill(without.gradients, drawn(without, step))
        gone.step(RATE)
    assert not torch.equal(without.values[: without.decayed], flat.values[: flat.decayed])
    assert torch.equal(without.values[without.decayed :], flat.values[flat.decayed :])


@pytest.mark.parametrize(
    ("name", "changed", "calls"),
    [
        ("adam", {"decay": 0.0}, 1),
        ("adam", {}, 2),
        ("adam", {"decay": 0.0, "l1": 0.1}, 2),
        ("adam", {"decay": 0.0, "freeze": "1"}, 6),  # three stages, whose steps are counted apart
        ("muon", {"decay": 0.0}, 1),
    ],
)
def test_what_is_stepped_alike_is_one_call(monkeypatch, name, changed, calls):
    asked = []
    for kernel in ("_fused_adam_", "_fused_adamw_"):
        monkeypatch.setattr(torch, kernel, lambda values, *_, **__: asked.append(values))
    flat, optimiser = made(network(), settings(name, **changed))
    optimiser.step(RATE)
    assert len(asked) == calls
    matrices = sum(k.matrices * 42 for k in flat.kinds.values())  # of 7 by 6
    assert sum(len(values) for (values,) in asked) + matrices == len(flat.values)


def test_parts_that_are_one_call_move_as_they_did_alone():
    together, apart = network(), network()
    flat, optimiser = made(together, settings("adamw", decay=0.0))
    other, by_parts = made(apart, settings("adamw", decay=1e-30))  # too little to be seen
    for step in range(3):
        for each, stepped in ((flat, optimiser), (other, by_parts)):
            each.fill(each.gradients, drawn(each, step))
            stepped.step(RATE)
    torch.testing.assert_close(flat.values, other.values, rtol=1e-6, atol=1e-8)


def test_each_stage_has_its_rate():
    flat, optimiser = made(network(), settings("sgd", decay=0.0, stage_rate=0.5))
    before = flat.named(flat.values.clone())
    flat.gradients.fill_(1.0)
    optimiser.step(RATE)
    for name, value in flat.named(flat.values).items():
        stage = {"0": 0, "2": 0, "3": 1, "5": 2}[name[0]]
        torch.testing.assert_close(
            before[name] - value, torch.full_like(value, RATE * 0.5 ** (2 - stage))
        )


@pytest.mark.parametrize("name", NAMES)
def test_a_frozen_stage_stays_and_its_steps_count_from_its_thawing(name):
    model = network()
    flat, optimiser = made(model, settings(name, freeze="1"))
    before = flat.named(flat.values.clone())
    for step in range(3):
        flat.fill(flat.gradients, drawn(flat, step))
        optimiser.step(RATE, frozen=1)
    after = flat.named(flat.values.clone())
    frozen = {"0.weight", "0.bias", "2.weight", "2.bias"}
    assert {n for n in after if torch.equal(after[n], before[n])} == frozen
    assert optimiser.steps == [0, 3, 3]

    fresh, begun = made(network(), settings(name, freeze="1"))
    for step in range(3, 6):
        for each, stepped in ((flat, optimiser), (fresh, begun)):
            each.fill(each.gradients, drawn(each, step))
            stepped.step(RATE)
    found, wanted = flat.named(flat.values), fresh.named(fresh.values)
    assert {n for n in found if torch.equal(found[n], wanted[n])} == frozen
    held = optimiser_tensors(optimiser, flat)
    assert held["steps"].tolist() == [3, 6, 6]
    again, other = made(network(), settings(name, freeze="1"))
    restore_optimiser(other, again, held)
    assert other.steps == [3, 6, 6]
