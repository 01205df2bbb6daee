"""LeNet-5 against the table of its paper, layer by layer, and today's form of it."""

import re
from itertools import pairwise

import pytest
import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from netwright.errors import SettingError
from netwright.models import PictureInput, anatomy
from netwright.models._lenet import (
    TABLE,
    PartConvolution,
    ScaledTanh,
    Subsampling,
    lenet5,
    lenet5_relu,
)

FORMS = [lenet5, lenet5_relu]
GREY = PictureInput(channels=1, side=32)
TRAINED = {"C1": 156, "S2": 12, "C3": 1_516, "S4": 32, "C5": 48_120, "F6": 10_164, "output": 0}
CONNECTIONS = {
    "C1": 122_304,
    "S2": 5_880,
    "C3": 151_600,
    "S4": 2_000,
    "C5": 48_120,
    "F6": 10_164,
    "output": 840,
}


def count(part):
    return sum(parameter.numel() for parameter in part.parameters())


def named(network):
    """The layers by the names that the paper gives them."""
    c1, _, s2, _, c3, _, s4, _, c5, _ = network.features
    _, f6, _, output = network.head
    return dict(zip(TRAINED, (c1, s2, c3, s4, c5, f6, output), strict=True))


@pytest.mark.parametrize("side", [28, 32])
def test_parameters_are_those_of_the_paper_layer_by_layer(side):
    network = lenet5(PictureInput(channels=1, side=side), 10)
    assert {name: count(layer) for name, layer in named(network).items()} == TRAINED
    assert count(network) == sum(TRAINED.values()) == 60_000


def test_connections_are_those_of_the_paper_layer_by_layer():
    """Each unit of S2 and S4 has 4 inputs and a bias, whatever it shares with its neighbours."""
    network, places, found = lenet5(GREY, 10), {}, {}
    for name, layer in named(network).items():
        layer.register_forward_hook(
            lambda layer, given, output, name=name: places.update({name: output[0].numel()})
        )
    network(torch.randn(1, 1, 32, 32))
    for name, layer in named(network).items():
        if isinstance(layer, Subsampling):
            found[name] = places[name] * (4 + 1)
        elif name == "output":
            found[name] = layer.weight.numel()
        else:
            maps = 16 if name == "C3" else layer.weight.shape[0]
            found[name] = count(layer) * places[name] // maps
    assert found == CONNECTIONS
    assert sum(found.values()) == 340_908


def test_multiply_adds_are_the_connections_that_multiply_filters_and_matrices():
    biases = 6 * 28 * 28 + 16 * 10 * 10 + 120 + 84
    subsampling = CONNECTIONS["S2"] + CONNECTIONS["S4"]
    rows = anatomy(lenet5(GREY, 10), {"pictures": torch.randn(2, 1, 32, 32)})
    assert sum(row.multiply_adds for row in rows) == 340_908 - biases - subsampling == 326_520


def test_the_table_is_the_papers():
    """Table I, read row by row: which maps of C3 take this map of S2."""
    crosses = [[c3 for c3, taken in enumerate(TABLE) if s2 in taken] for s2 in range(6)]
    assert crosses == [
        [0, 4, 5, 6, 9, 10, 11, 12, 14, 15],
        [0, 1, 5, 6, 7, 10, 11, 12, 13, 15],
        [0, 1, 2, 6, 7, 8, 11, 13, 14, 15],
        [1, 2, 3, 6, 7, 8, 9, 12, 14, 15],
        [2, 3, 4, 7, 8, 9, 10, 12, 13, 15],
        [3, 4, 5, 8, 9, 10, 11, 13, 14, 15],
    ]
    assert all(len(one) <= len(other) for one, other in pairwise(TABLE))


def test_a_map_of_c3_depends_on_the_maps_of_its_column_and_on_no_other():
    torch.manual_seed(0)
    layer, x = PartConvolution(TABLE), torch.randn(1, 6, 7, 7, requires_grad=True)
    for number, taken in enumerate(TABLE):
        (slope,) = torch.autograd.grad(layer(x)[0, number].sum(), x)
        assert set(slope.abs().sum(dim=(0, 2, 3)).nonzero().flatten().tolist()) == set(taken)


def test_the_same_part_convolution_from_one_kernel_with_zeros():
    torch.manual_seed(0)
    layer, x = PartConvolution(TABLE), torch.randn(2, 6, 9, 9)
    kernel, bias, number = torch.zeros(16, 6, 5, 5), torch.zeros(16), 0
    for path in layer.paths:
        for weight, shift in zip(path[1].weight.detach(), path[1].bias.detach(), strict=True):
            kernel[number, list(TABLE[number])], bias[number] = weight, shift
            number += 1
    expected = nn.functional.conv2d(x, kernel, bias)
    torch.testing.assert_close(layer(x), expected, rtol=1e-4, atol=1e-5)


def test_subsampling_is_equation_1_and_begins_as_the_mean():
    x, layer = torch.randn(2, 3, 4, 5), Subsampling(3)
    torch.testing.assert_close(layer(x), nn.functional.avg_pool2d(x, 2))
    nn.init.normal_(layer.weight)
    nn.init.normal_(layer.bias)
    block = x[:, :, 2:4, 0:2].sum(dim=(2, 3))
    expected = layer.weight[:, 0, 0] * block + layer.bias[:, 0, 0]
    torch.testing.assert_close(layer(x)[:, :, 1, 0], expected)


def test_the_bend_is_equation_2():
    x = torch.tensor([-1.0, 0.0, 1.0, 100.0])
    expected = torch.tensor([-1.0, 0.0, 1.0, 1.7159])
    torch.testing.assert_close(ScaledTanh()(x), expected, rtol=1e-4, atol=1e-4)


def test_outputs_are_distances_to_codes_of_plus_and_minus_one():
    torch.manual_seed(0)
    layer, x = named(lenet5(GREY, 10))["output"], torch.randn(5, 84)
    assert layer.weight.unique().tolist() == [-1.0, 1.0]
    assert not list(layer.parameters())
    distances = (x[:, None] - layer.weight).square().sum(dim=2)  # equation 3
    expected = (-distances).softmax(dim=1)
    torch.testing.assert_close(layer(x).softmax(dim=1), expected, rtol=1e-3, atol=1e-6)
    assert len({tuple(code) for code in layer.weight.tolist()}) == 10


def test_weights_begin_as_the_paper_says():
    torch.manual_seed(0)
    for layer in (part for part in lenet5(GREY, 10).modules() if isinstance(part, nn.Conv2d)):
        bound = 2.4 / layer.weight[0].numel()
        assert 0.9 * bound < layer.weight.abs().max() <= bound
        assert not layer.bias.any()


def test_todays_form_has_the_parameters_people_quote():
    affine = (16 * 25 + 1) * 120 + (120 + 1) * 84 + (84 + 1) * 10
    assert count(lenet5_relu(GREY, 10)) == (25 + 1) * 6 + (6 * 25 + 1) * 16 + affine == 61_706
    rows = anatomy(lenet5_relu(GREY, 10), {"pictures": torch.randn(1, 1, 32, 32)})
    assert sum(row.multiply_adds for row in rows) == 416_520
    assert {row.kind for row in rows} >= {"ReLU", "MaxPool2d"}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("channels", "side"), [(1, 12), (3, 28), (1, 31), (3, 32), (3, 65)])
def test_anatomy_and_shapes_of_every_side(form, channels, side):
    torch.manual_seed(0)
    network = form(PictureInput(channels=channels, side=side), 7)
    pictures = torch.randn(2, channels, side, side)
    counter = FlopCounterMode(display=False)
    with counter, torch.no_grad():
        output = network(pictures)
    rows = anatomy(network, {"pictures": pictures}, lambda output: (output**2).sum())
    assert output.shape == (2, 7)
    assert rows[-1].shape == (7,)
    assert 2 * 2 * sum(row.multiply_adds for row in rows) == counter.get_total_flops()
    assert sum(row.parameters for row in rows if row.kind != "Subsampling") <= count(network)
    assert all(row.gradients is not None for row in rows if row.parameters)


@pytest.mark.parametrize("form", FORMS)
def test_a_picture_too_small_is_refused(form):
    words = f"side must be 12 pixels or more for {form.__name__}; got 11"
    with pytest.raises(SettingError, match=re.escape(words)):
        form(PictureInput(channels=1, side=11), 10)


@pytest.mark.parametrize("form", FORMS)
def test_it_learns_16_pictures_by_heart_with_every_parameter(form):
    torch.manual_seed(0)
    network, labels = form(PictureInput(channels=3, side=32), 10), torch.arange(16) % 10
    pictures = torch.randn(16, 3, 32, 32)
    optimiser = torch.optim.Adam(network.parameters(), lr=3e-3)
    losses = []
    for _ in range(30):
        loss = nn.functional.cross_entropy(network(pictures), labels)
        optimiser.zero_grad()
        loss.backward()
        assert all(p.grad is not None and p.grad.any() for p in network.parameters())
        optimiser.step()
        losses.append(loss.item())
    assert losses[0] == pytest.approx(2.3, abs=0.1)
    assert losses[-1] < 0.05


@pytest.mark.parametrize("form", FORMS)
def test_one_seed_one_network_and_its_state_makes_another_equal(form):
    networks = []
    for seed in (0, 0, 1):
        torch.manual_seed(seed)
        networks.append(form(GREY, 10).eval())
    pictures = torch.randn(2, 1, 32, 32)
    expected = networks[0](pictures)
    assert torch.equal(networks[0](pictures), expected)
    assert torch.equal(networks[1](pictures), expected)
    assert not torch.equal(networks[2](pictures), expected)
    networks[2].load_state_dict(networks[0].state_dict())
    assert torch.equal(networks[2](pictures), expected)


def test_width_multiplies_the_maps():
    wide = lenet5_relu(GREY, 10, width=1.5)
    maps = [layer.out_channels for layer in wide.features if isinstance(layer, nn.Conv2d)]
    assert maps == [9, 24, 180]
