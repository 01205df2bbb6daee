"""AlexNet against the figures of its paper, and the form for small pictures."""

import math
import re

import pytest
import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from netwright.errors import SettingError
from netwright.models import KeyedDropout, PictureInput, anatomy
from netwright.models._alexnet import alexnet, alexnet_small

TINY = 0.1
FORMS = [(alexnet, 63), (alexnet_small, 15)]
PAPER = {  # figure 2: weights of one unit, units with weights of their own, places on the map
    "conv1": (3 * 11 * 11, 96, 55 * 55),
    "conv2": (48 * 5 * 5, 256, 27 * 27),
    "conv3": (256 * 3 * 3, 384, 13 * 13),
    "conv4": (192 * 3 * 3, 384, 13 * 13),
    "conv5": (192 * 3 * 3, 256, 13 * 13),
    "affine6": (256 * 6 * 6, 4096, 1),
    "affine7": (4096, 4096, 1),
    "affine8": (4096, 1000, 1),
}


def count(part):
    return sum(parameter.numel() for parameter in part.parameters())


def layers(network, kind=nn.Conv2d | nn.Linear):
    return [part for part in network.modules() if isinstance(part, kind)]


def on_paper(make, side, outputs):
    """Parameters, multiply-adds and numbers after each layer; nothing is allocated."""
    with torch.device("meta"):
        network = make(PictureInput(channels=3, side=side), outputs).eval()
        pictures = torch.empty(1, 3, side, side)
    numbers = []
    for layer in layers(network):
        layer.register_forward_hook(lambda layer, given, output: numbers.append(output.numel()))
    counter = FlopCounterMode(display=False)
    with counter, torch.no_grad():
        network(pictures)
    return count(network), counter.get_total_flops() // 2, numbers


@pytest.mark.parametrize("side", [224, 227])
def test_parameters_are_those_of_the_paper(side):
    """60 million in the paper; 60,965,224 by its figure 2."""
    parameters, _, _ = on_paper(alexnet, side, 1000)
    assert parameters == sum((weights + 1) * units for weights, units, _ in PAPER.values())
    assert parameters == 60_965_224


def test_multiply_adds_and_units_are_those_of_figure_2():
    """The paper counts 650,000 neurons and gives those of each layer but, rightly, the first."""
    _, multiply_adds, numbers = on_paper(alexnet, 224, 1000)
    expected = sum(weights * units * places for weights, units, places in PAPER.values())
    assert multiply_adds == expected == 724_406_816
    assert numbers[1:] == [186_624, 64_896, 64_896, 43_264, 4096, 4096, 1000]
    assert sum(numbers) == pytest.approx(650_000, rel=0.02)


def test_the_small_form_costs_less_than_45_million():
    parameters, multiply_adds, _ = on_paper(alexnet_small, 32, 10)
    assert multiply_adds == 23_548_416
    assert parameters == 992_042


@pytest.mark.parametrize(("form", "side"), FORMS)
def test_three_convolutions_see_one_of_two_groups(form, side):
    network = form(PictureInput(channels=3, side=side), 10, width=TINY)
    assert [layer.groups for layer in layers(network, nn.Conv2d)] == [1, 2, 1, 2, 2]


@pytest.mark.parametrize(("form", "side"), FORMS)
def test_pools_overlap_and_dropout_follows_the_hidden_layers(form, side):
    network = form(PictureInput(channels=3, side=side), 10, width=TINY)
    pools = [(pool.kernel_size, pool.stride) for pool in layers(network, nn.MaxPool2d)]
    assert pools == [(3, 2)] * 3
    kinds = [type(layer) for layer in network.head]
    hidden = [nn.Linear, nn.ReLU, KeyedDropout]
    assert kinds == [nn.Flatten, *hidden, *hidden, nn.Linear]
    assert [(d.share, d.layer) for d in layers(network, KeyedDropout)] == [(0.5, 0), (0.5, 1)]


def test_the_norm_is_equation_1():
    torch.manual_seed(0)
    first, second = layers(
        alexnet(PictureInput(channels=3, side=63), 10, width=TINY), nn.LocalResponseNorm
    )
    x = 30 * torch.randn(2, 8, 3, 3)
    expected = torch.empty_like(x)
    for i in range(8):
        near = x[:, max(0, i - 2) : i + 3].square().sum(dim=1)
        expected[:, i] = x[:, i] / (2 + 1e-4 * near) ** 0.75
    torch.testing.assert_close(first(x), expected)
    assert torch.equal(first(x), second(x))
    assert (expected - x / 2**0.75).abs().max() > 0.1


@pytest.mark.parametrize(("form", "side"), FORMS)
def test_the_start_is_he_but_for_the_last_layer(form, side):
    torch.manual_seed(0)
    network = form(PictureInput(channels=3, side=side), 10, width=0.25)
    *before, last = layers(network)
    for layer in before:
        expected = math.sqrt(2 / layer.weight[0].numel())
        assert layer.weight.detach().std() == pytest.approx(expected, rel=0.1)
        assert layer.bias is None or not layer.bias.any()
    assert last.weight.detach().std() == pytest.approx(0.01, rel=0.1)


@pytest.mark.parametrize(
    ("form", "channels", "side"),
    [
        *((alexnet, 3, 63), (alexnet, 1, 64), (alexnet, 3, 96)),
        *((alexnet_small, 1, 15), (alexnet_small, 3, 28), (alexnet_small, 1, 32)),
        *((alexnet_small, 3, 33), (alexnet_small, 3, 64)),
    ],
)
def test_anatomy_and_shapes_of_every_side(form, channels, side):
    torch.manual_seed(0)
    network = form(PictureInput(channels=channels, side=side), 7, width=TINY, dropout=0.0)
    pictures = torch.randn(2, channels, side, side)
    counter = FlopCounterMode(display=False)
    with counter, torch.no_grad():
        output = network(pictures)
    rows = anatomy(network, {"pictures": pictures}, lambda output: (output**2).sum())
    assert output.shape == (2, 7)
    assert 2 * 2 * sum(row.multiply_adds for row in rows) == counter.get_total_flops()
    assert sum(row.parameters for row in rows) == count(network)
    assert all(row.gradients is not None for row in rows if row.parameters)


@pytest.mark.parametrize(("form", "side"), FORMS)
def test_a_picture_too_small_is_refused(form, side):
    words = f"side must be {side} pixels or more for {form.__name__}; got {side - 1}"
    with pytest.raises(SettingError, match=re.escape(words)):
        form(PictureInput(channels=3, side=side - 1), 10)


@pytest.mark.parametrize(
    ("form", "side"), [pytest.param(alexnet, 64, marks=pytest.mark.slow), (alexnet_small, 32)]
)
def test_it_learns_16_pictures_by_heart_with_every_parameter(form, side):
    torch.manual_seed(0)
    network = form(PictureInput(channels=3, side=side), 10, width=0.25, dropout=0.0)
    pictures, labels = torch.randn(16, 3, side, side), torch.arange(16) % 10
    optimiser = torch.optim.Adam(network.parameters(), lr=1e-3)
    touched, losses = set(), []
    for _ in range(20):
        loss = nn.functional.cross_entropy(network(pictures), labels)
        optimiser.zero_grad()
        loss.backward()
        touched |= {name for name, p in network.named_parameters() if p.grad.any()}
        optimiser.step()
        losses.append(loss.item())
    assert touched == {name for name, _ in network.named_parameters()}
    assert losses[0] == pytest.approx(2.3, abs=0.3)
    assert losses[-1] < 0.2


@pytest.mark.parametrize(("form", "side"), FORMS)
def test_one_seed_one_network_and_its_state_makes_another_equal(form, side):
    shape, networks = PictureInput(channels=3, side=side), []
    for seed in (0, 0, 1):
        torch.manual_seed(seed)
        networks.append(form(shape, 10, width=TINY).eval())
    pictures = torch.randn(2, 3, side, side)
    expected = networks[0](pictures)
    assert torch.equal(networks[0](pictures), expected)
    assert torch.equal(networks[1](pictures), expected)
    assert not torch.equal(networks[2](pictures), expected)
    networks[2].load_state_dict(networks[0].state_dict())
    assert torch.equal(networks[2](pictures), expected)
