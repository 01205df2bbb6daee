"""VGG against tables 1 and 2 of its paper, what its kernels see, and the small forms."""

import re

import pytest
import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from netwright.errors import SettingError
from netwright.models import KeyedDropout, PictureInput, anatomy
from netwright.models._vgg import (
    Vgg,
    vgg11,
    vgg11_small,
    vgg13,
    vgg13_small,
    vgg16,
    vgg16_small,
    vgg19,
    vgg19_small,
)

TINY = 0.125
PAPER = [vgg11, vgg13, vgg16, vgg19]
SMALL = [vgg11_small, vgg13_small, vgg16_small, vgg19_small]
FORMS = [(form, 32) for form in PAPER] + [(form, 17) for form in SMALL]
COLOUR = PictureInput(channels=3, side=32)
TABLE_1 = {  # maps of each convolution, P for a pool
    vgg11: "64 P 128 P 256 256 P 512 512 P 512 512 P",
    vgg13: "64 64 P 128 128 P 256 256 P 512 512 P 512 512 P",
    vgg16: "64 64 P 128 128 P 256 256 256 P 512 512 512 P 512 512 512 P",
    vgg19: "64 64 P 128 128 P 256 256 256 256 P 512 512 512 512 P 512 512 512 512 P",
}
TABLE_2 = {vgg11: 133, vgg13: 133, vgg16: 138, vgg19: 144}  # millions of parameters


def count(part):
    return sum(parameter.numel() for parameter in part.parameters())


def convolutions(network):
    return [part for part in network.modules() if isinstance(part, nn.Conv2d)]


def by_hand(plan):
    """Parameters, multiply-adds and convolutions at 3x224x224, from a line of table 1."""
    side, inputs, parameters, multiply_adds, maps = 224, 3, 0, 0, 0
    for word in plan.split():
        if word == "P":
            side //= 2
            continue
        parameters += (9 * inputs + 1) * int(word)
        multiply_adds += 9 * inputs * int(word) * side**2
        inputs, maps = int(word), maps + int(word)
    for inputs, units in ((512 * 7 * 7, 4096), (4096, 4096), (4096, 1000)):
        parameters += (inputs + 1) * units
        multiply_adds += inputs * units
    return parameters, multiply_adds, maps


def on_paper(make, shape, outputs, **settings):
    """Parameters and multiply-adds; nothing is allocated."""
    with torch.device("meta"):
        network = make(shape, outputs, **settings).eval()
        pictures = torch.empty(1, shape.channels, shape.side, shape.side)
    counter = FlopCounterMode(display=False)
    with counter, torch.no_grad():
        network(pictures)
    return count(network), counter.get_total_flops() // 2


@pytest.mark.parametrize("form", PAPER)
def test_parameters_are_those_of_the_paper(form):
    shape = PictureInput(channels=3, side=224)
    parameters, multiply_adds, maps = by_hand(TABLE_1[form])
    assert on_paper(form, shape, 1000) == (parameters, multiply_adds)
    assert round(parameters / 1e6) == TABLE_2[form]
    normed, same = on_paper(form, shape, 1000, norm=nn.BatchNorm2d)
    assert normed == parameters + maps  # a gain and a shift for each map, instead of a bias
    assert same == multiply_adds


def test_the_figures_people_quote():
    parameters = [by_hand(plan)[0] for plan in TABLE_1.values()]
    assert parameters == [132_863_336, 133_047_848, 138_357_544, 143_667_240]
    assert by_hand(TABLE_1[vgg16])[1] == 15_470_264_320
    # He et al. 2016, arXiv:1512.03385, section 3.3: 19.6 billion for VGG-19
    assert round(by_hand(TABLE_1[vgg19])[1] / 1e9, 1) == 19.6


@pytest.mark.parametrize(("form", "depth"), list(zip(PAPER, (11, 13, 16, 19), strict=True)))
def test_the_number_in_the_name_counts_the_layers_with_weights(form, depth):
    network = form(COLOUR, 10, width=TINY)
    affine = [part for part in network.modules() if isinstance(part, nn.Linear)]
    assert len(convolutions(network)) + len(affine) == depth
    assert {(c.kernel_size, c.padding, c.stride) for c in convolutions(network)} == {
        ((3, 3), (1, 1), (1, 1))
    }


@pytest.mark.parametrize(("form", "multiply_adds"), list(zip(SMALL, (39, 33, 44, 25), strict=True)))
def test_small_forms_cost_less_than_45_million(form, multiply_adds):
    _, cost = on_paper(form, COLOUR, 10)
    assert round(cost / 1e6) == multiply_adds < 45


# what they see


def seen(network, side):
    """What each row of the network sees, by its name."""
    rows = anatomy(network.eval(), {"pictures": torch.randn(1, 3, side, side)})
    return {row.name: row.sees for row in rows}


def stack(*kernels):
    """Plain convolutions, and what the last one sees."""
    network = nn.Sequential(*(nn.Conv2d(3, 3, kernel) for kernel in kernels))
    return anatomy(network, {"input": torch.randn(1, 3, 16, 16)})[-1].sees


def test_two_3x3_see_as_far_as_one_5x5_and_three_as_far_as_one_7x7():
    assert stack(3, 3) == stack(5) == (5, 5)
    assert stack(3, 3, 3) == stack(7) == (7, 7)
    sees = seen(vgg13(COLOUR, 10, width=TINY), 32)
    assert sees["stages.0.0.0"] == stack(3)
    assert sees["stages.0.1.0"] == stack(5)
    settings = {"width": TINY, "hidden": (), "dropout": 0.0, "norm": None}
    three = Vgg(COLOUR, 10, depths=(3, 1, 1, 1, 1), **settings)
    assert seen(three, 32)["stages.0.2.0"] == stack(7)


def test_and_have_fewer_weights():
    maps = 8
    three = count(nn.Sequential(*(nn.Conv2d(maps, maps, 3, bias=False) for _ in range(3))))
    one = count(nn.Conv2d(maps, maps, 7, bias=False))
    assert (three, one) == (27 * maps**2, 49 * maps**2)
    assert round(100 * (one / three - 1)) == 81  # the paper's "81% more"


def test_the_last_map_of_vgg16_sees_212_pixels():
    """By hand: 3x3 adds 2, a pool 1, each times the pixels between neighbours, 1 to 16."""
    far, jump = 1, 1
    for depth in (2, 2, 3, 3, 3):
        far += depth * 2 * jump + jump
        jump *= 2
    sees = seen(vgg16(PictureInput(channels=3, side=64), 10, width=TINY), 64)
    assert sees["stages.4.3"] == (far, far) == (212, 212)


# building and training


@pytest.mark.parametrize("norm", [None, nn.BatchNorm2d])
def test_a_norm_stands_before_each_relu_and_takes_the_bias_away(norm):
    network = vgg11(COLOUR, 10, width=TINY, norm=norm)
    unit = [nn.Conv2d, nn.ReLU] if norm is None else [nn.Conv2d, norm, nn.ReLU]
    for stage in network.stages:
        assert [type(part) for part in stage[0]] == unit
        assert isinstance(stage[-1], nn.MaxPool2d)
    assert all((layer.bias is None) is (norm is not None) for layer in convolutions(network))


def test_dropout_follows_each_hidden_layer_or_precedes_the_only_one():
    hidden = [nn.Linear, nn.ReLU, KeyedDropout]
    paper, small = vgg11(COLOUR, 10, width=TINY), vgg11_small(COLOUR, 10, width=TINY, dropout=0.2)
    assert [type(part) for part in paper.head] == [nn.Flatten, *hidden, *hidden, nn.Linear]
    assert [type(part) for part in small.head] == [nn.Flatten, KeyedDropout, nn.Linear]
    found = [(d.share, d.layer) for d in paper.head if isinstance(d, KeyedDropout)]
    assert found == [(0.5, 0), (0.5, 1)]
    assert small.head[1].share == 0.2


@pytest.mark.parametrize(
    ("form", "channels", "side"),
    [
        *((vgg11, 3, 32), (vgg13, 1, 33), (vgg16, 3, 64), (vgg19, 1, 63)),
        *((vgg11_small, 1, 17), (vgg13_small, 3, 28), (vgg16_small, 1, 32), (vgg16_small, 3, 33)),
        *((vgg19_small, 3, 47), (vgg11_small, 1, 64)),
    ],
)
def test_anatomy_and_shapes_of_every_side(form, channels, side):
    torch.manual_seed(0)
    network = form(PictureInput(channels=channels, side=side), 7, width=TINY, dropout=0.0)
    pictures = torch.randn(3, channels, side, side)
    counter = FlopCounterMode(display=False)
    with counter, torch.no_grad():
        output = network(pictures)
    rows = anatomy(network, {"pictures": pictures}, lambda output: (output**2).sum())
    assert output.shape == (3, 7)
    assert 2 * 3 * sum(row.multiply_adds for row in rows) == counter.get_total_flops()
    assert sum(row.parameters for row in rows) == count(network)
    assert all(row.gradients is not None for row in rows if row.parameters)


@pytest.mark.parametrize(("form", "side"), FORMS)
def test_a_picture_too_small_is_refused(form, side):
    words = f"side must be {side} pixels or more for {form.__name__}; got {side - 1}"
    with pytest.raises(SettingError, match=re.escape(words)):
        form(PictureInput(channels=3, side=side - 1), 10)


@pytest.mark.parametrize("form", [vgg11, vgg16, vgg16_small])
def test_it_learns_16_pictures_by_heart_with_every_parameter(form):
    torch.manual_seed(0)
    network = form(COLOUR, 10, width=TINY, dropout=0.0)
    pictures, labels = torch.randn(16, 3, 32, 32), torch.arange(16) % 10
    optimiser = torch.optim.Adam(network.parameters(), lr=1e-3 if form in PAPER else 5e-3)
    touched, losses = set(), []
    for _ in range(30):
        loss = nn.functional.cross_entropy(network(pictures), labels)
        optimiser.zero_grad()
        loss.backward()
        touched |= {name for name, p in network.named_parameters() if p.grad.any()}
        optimiser.step()
        losses.append(loss.item())
    assert touched == {name for name, _ in network.named_parameters()}
    assert losses[0] == pytest.approx(2.3, abs=0.2)
    assert losses[-1] < 0.2


@pytest.mark.parametrize(("form", "side"), [(vgg11, 32), (vgg19, 32), (vgg13_small, 28)])
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
