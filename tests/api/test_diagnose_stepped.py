import copy

import pytest
import torch
from torch import nn

from netwright.api._diagnose_stepped import Stepped
from netwright.models import KeyedDropout
from netwright.recipe import Settings

X, Y = torch.randn(32, 4, generator=torch.Generator().manual_seed(0)), torch.arange(32) % 3


def net():
    torch.manual_seed(1)
    return nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 3))


def stepped(network, optimizer, steps=5):
    for _ in range(steps):
        optimizer.zero_grad()
        torch.autograd.backward(nn.functional.cross_entropy(network(X), Y))
        optimizer.step()
    return [one.detach().clone() for one in network.parameters()]


@pytest.mark.parametrize(
    ("name", "theirs"),
    [
        ("sgd", lambda p: torch.optim.SGD(p, lr=0.05)),
        ("momentum", lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9)),
        ("adam", lambda p: torch.optim.Adam(p, lr=0.05, betas=(0.9, 0.999))),
    ],
)
def test_it_steps_as_torch_does(name, theirs):
    settings = Settings(optimiser=name, learning_rate=0.05, weight_decay=0.0, beta2=0.999)
    own, other = net(), net()
    ours = stepped(own, Stepped(own, settings))
    wanted = stepped(other, theirs(other.parameters()))
    for one, two in zip(ours, wanted, strict=True):
        torch.testing.assert_close(one, two, rtol=1e-4, atol=1e-6)


def test_a_copy_steps_its_own_network_at_a_rate_of_its_own():
    network = net()
    first = [one.detach().clone() for one in network.parameters()]
    pair = copy.deepcopy((network, Stepped(network, Settings(optimiser="sgd"))))
    pair[1].param_groups[0]["lr"] = 0.5
    moved = stepped(*pair)
    assert all(torch.equal(a, b) for a, b in zip(first, network.parameters(), strict=True))
    assert not any(torch.equal(a, b) for a, b in zip(first, moved, strict=True))
    assert pair[1].method == "sgd"


def test_decay_is_that_of_the_group_at_the_first_step():
    network = net()
    optimizer = Stepped(network, Settings(optimiser="adamw", learning_rate=0.1, weight_decay=0.5))
    optimizer.param_groups[0]["weight_decay"] = 0.0
    before = network[0].weight.detach().clone()
    optimizer.zero_grad()
    assert optimizer.step(lambda: 3.0) == 3.0  # no gradient: nothing but decay could move it
    assert torch.equal(network[0].weight, before)


def test_momentum_is_that_of_the_group_at_the_first_step():
    ends = []
    for group_momentum in (0.9, 0.0):
        torch.manual_seed(0)
        network = net()
        settings = Settings(optimiser="momentum", learning_rate=0.1, momentum=0.9)
        optimizer = Stepped(network, settings)
        optimizer.param_groups[0]["momentum"] = group_momentum
        for _ in range(3):
            optimizer.zero_grad()
            network(torch.ones(2, 4)).square().sum().backward()
            optimizer.step()
        ends.append(network[0].weight.detach().clone())
    assert not torch.equal(*ends)


def test_every_step_has_masks_of_its_own():
    network = nn.Sequential(nn.Linear(4, 64), KeyedDropout(0.5), nn.Linear(64, 3))
    optimizer = Stepped(network, Settings(optimiser="sgd", learning_rate=1e-9))
    masks = []
    for _ in range(3):
        stepped(network, optimizer, steps=1)
        masks.append((network[:2](X) == 0).float())
    assert not torch.equal(masks[0], masks[1])
    assert not torch.equal(masks[1], masks[2])
