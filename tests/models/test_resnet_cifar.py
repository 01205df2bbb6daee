"""He et al. 2016, section 4.2: counts of the paper, equations (1) and (2), sides, refusals."""

import pytest
import torch
from torch import nn

from netwright.errors import SettingError
from netwright.models import PictureInput, anatomy
from netwright.models._resnet_cifar import (
    CifarResNet,
    PaddedShortcut,
    resnet20,
    resnet32,
    resnet44,
    resnet56,
    resnet110,
)

COLOUR = PictureInput(channels=3, side=32)
FORMS = {  # layers -> (size function, millions of parameters in table 6)
    20: (resnet20, 0.27),
    32: (resnet32, 0.46),
    44: (resnet44, 0.66),
    56: (resnet56, 0.85),
    110: (resnet110, 1.7),
}


def by_hand(layers, *, channels=3, outputs=10):
    """Parameters: 3x3 filters, two numbers of a norm for each channel, an affine layer."""
    n = (layers - 2) // 6
    total, inputs = 9 * channels * 16 + 2 * 16, 16
    for width in (16, 32, 64):
        for _ in range(n):
            total += 9 * inputs * width + 9 * width * width + 4 * width
            inputs = width
    return total + 64 * outputs + outputs


def multiply_adds_by_hand(layers):
    """Filters' numbers times places of the map; the shortcuts cost nothing."""
    n = (layers - 2) // 6
    total, inputs = 9 * 3 * 16 * 32**2, 16
    for width, side in ((16, 32), (32, 16), (64, 8)):
        total += (9 * inputs * width + (2 * n - 1) * 9 * width * width) * side**2
        inputs = width
    return total + 64 * 10


@pytest.mark.parametrize("layers", FORMS)
def test_parameters_are_those_of_the_paper(layers):
    make, millions = FORMS[layers]
    with torch.device("meta"):
        network = make(COLOUR, 10)
    found = sum(p.numel() for p in network.parameters())
    assert found == by_hand(layers)
    assert round(found / 1e6, 1 if layers == 110 else 2) == millions
    weighted = [m for m in network.modules() if isinstance(m, nn.Conv2d | nn.Linear)]
    assert len(weighted) == layers


def test_resnet20_has_269722_parameters_and_40_million_multiply_adds():
    network = resnet20(COLOUR, 10).eval()
    rows = anatomy(network, {"pictures": torch.randn(1, 3, 32, 32)})
    assert sum(row.parameters for row in rows) == 269_722 == by_hand(20)
    cost = sum(row.multiply_adds for row in rows)
    assert cost == multiply_adds_by_hand(20) == 40_551_040
    assert cost <= 45e6
    shortcuts = [row for row in rows if row.kind == "PaddedShortcut"]
    assert [(row.shape, row.parameters) for row in shortcuts] == [
        ((32, 16, 16), 0),
        ((64, 8, 8), 0),
    ]


@pytest.mark.parametrize("side", [4, 9, 28, 32, 47, 64])
@pytest.mark.parametrize("channels", [1, 3])
def test_each_stage_halves_the_side_rounded_up(side, channels):
    network = CifarResNet(PictureInput(channels=channels, side=side), 7, blocks=1, width=0.5)
    pictures = torch.randn(2, channels, side, side)
    last = -(-side // 4)
    assert network.features(pictures).shape == (2, 32, last, last)
    assert network(pictures).shape == (2, 7)


def test_a_picture_too_small_is_refused():
    for make, name in ((resnet20, "resnet20"), (resnet110, "resnet110")):
        words = f"side must be 4 pixels or more for {name}; got 3"
        with pytest.raises(SettingError, match=words):
            make(PictureInput(channels=3, side=3), 10)


@pytest.mark.parametrize("side", [1, 6, 7])
def test_the_shortcut_takes_every_second_place_and_adds_zeros(side):
    x = torch.randn(2, 3, side, side)
    y = PaddedShortcut(2, stride=2)(x)
    out = -(-side // 2)
    assert y.shape == (2, 5, out, out)
    assert not y[:, 3:].any()
    for row in range(out):
        for column in range(out):
            assert torch.equal(y[:, :3, row, column], x[:, :, 2 * row, 2 * column])
    assert torch.equal(PaddedShortcut(0, stride=1)(x), x)


def test_the_shortcut_lies_in_memory_as_x_does():
    x = torch.randn(2, 4, 6, 6).contiguous(memory_format=torch.channels_last)
    assert PaddedShortcut(4, stride=2)(x).is_contiguous(memory_format=torch.channels_last)


def test_a_block_is_equation_1():
    torch.manual_seed(0)
    network = CifarResNet(PictureInput(channels=1, side=8), 3, blocks=1, width=0.5).eval()
    same, first_of_a_stage = network.features[3], network.features[4]
    x = torch.randn(2, 8, 8, 8)
    assert torch.equal(same(x), torch.relu(same.path(x) + x))
    expected = torch.relu(first_of_a_stage.path(x) + PaddedShortcut(8, stride=2)(x))
    assert torch.equal(first_of_a_stage(x), expected)
    with torch.no_grad():
        same.path[4].weight.zero_()
    assert torch.equal(same(x), torch.relu(x))


def test_one_seed_gives_one_network_and_a_state_fits_a_fresh_one():
    states = []
    for seed in (0, 0, 1):
        torch.manual_seed(seed)
        states.append(CifarResNet(COLOUR, 10, blocks=1, width=0.5))
    first, same, other = (torch.cat([p.flatten() for p in s.parameters()]) for s in states)
    assert torch.equal(first, same)
    assert not torch.equal(first, other)
    states[2].load_state_dict(states[0].state_dict())
    pictures = torch.randn(2, 3, 32, 32)
    assert torch.equal(states[2].eval()(pictures), states[0].eval()(pictures))
    assert torch.equal(states[0](pictures), states[0](pictures))


def test_it_fits_16_pictures_and_every_parameter_learns():
    torch.manual_seed(0)
    network = CifarResNet(COLOUR, 4, blocks=1, width=0.5)
    pictures, labels = torch.randn(16, 3, 32, 32), torch.arange(16) % 4
    optimiser = torch.optim.Adam(network.parameters(), lr=0.01)
    losses = []
    for step in range(20):
        loss = nn.functional.cross_entropy(network(pictures), labels)
        optimiser.zero_grad()
        loss.backward()
        if step == 0:
            assert all(p.grad.abs().sum() > 0 for p in network.parameters())
        optimiser.step()
        losses.append(loss.item())
    assert losses[-1] < 0.2 * losses[0]


def test_anatomy_follows_every_layer_and_the_last_one_sees_everything():
    torch.manual_seed(0)
    network = resnet20(PictureInput(channels=1, side=28), 10, width=0.5)
    rows = anatomy(network, {"pictures": torch.randn(2, 1, 28, 28)}, lambda y: (y**2).sum())
    assert rows[-1].name == "affine"
    assert rows[-1].shape == (10,)
    assert rows[-1].sees == "all"
    assert sum(row.kind == "add" for row in rows) == 9
    assert all(row.gradients is not None for row in rows if row.kind == "Conv2d")
