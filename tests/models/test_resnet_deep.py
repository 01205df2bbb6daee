"""He et al. 2016, table 1: counts, torchvision's networks as witnesses, small forms, refusals."""

import math

import pytest
import torch
import torchvision
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from netwright.errors import SettingError
from netwright.models import PictureInput, anatomy
from netwright.models._resnet_cifar import Residual
from netwright.models._resnet_deep import (
    resnet18,
    resnet18_small,
    resnet34,
    resnet34_small,
    resnet50,
    resnet50_small,
)

LARGE = PictureInput(channels=3, side=224)
COLOUR = PictureInput(channels=3, side=32)
DEEP = (3, 4, 6, 3)
FORMS = {  # size function -> (blocks, parameters, the paper's billions of multiply-adds)
    resnet18: ((2, 2, 2, 2), 11_689_512, 1.8),
    resnet34: (DEEP, 21_797_672, 3.6),
    resnet50: (DEEP, 25_557_032, 3.8),
}
SMALL = {resnet18_small: 18, resnet34_small: 34, resnet50_small: 50}


def by_hand(counts, *, bottleneck):
    """Parameters at 3 channels and 1000 classes: filters, two numbers a norm channel, affine."""
    total, inputs = 49 * 3 * 64 + 2 * 64, 64
    for stage, count in enumerate(counts):
        inner = 64 * 2**stage
        outputs = 4 * inner if bottleneck else inner
        for _ in range(count):
            if bottleneck:
                total += inputs * inner + 9 * inner**2 + inner * outputs + 4 * inner + 2 * outputs
            else:
                total += 9 * inputs * outputs + 9 * outputs**2 + 4 * outputs
            total += (inputs + 2) * outputs if inputs != outputs else 0
            inputs = outputs
    return total + inputs * 1000 + 1000


def cost(network, side):
    """Multiply-adds of one picture, by torch's own counter, without computing anything."""
    with FlopCounterMode(display=False) as counter:
        network.eval()(torch.empty(1, 3, side, side, device="meta"))
    return counter.get_total_flops() // 2


@pytest.mark.parametrize("make", FORMS, ids=lambda make: make.__name__)
def test_parameters_and_multiply_adds_are_those_of_the_paper(make):
    counts, parameters, billions = FORMS[make]
    with torch.device("meta"):
        network = make(LARGE, 1000)
    found = sum(p.numel() for p in network.parameters())
    assert found == parameters == by_hand(counts, bottleneck=make is resnet50)
    floored = math.floor(cost(network, 224) / 1e8) / 10  # the paper cuts digits off: 3.86 is 3.8
    assert floored == billions
    blocks = [m for m in network.modules() if isinstance(m, Residual)]
    projections = [block for block in blocks if not isinstance(block.short, nn.Identity)]
    assert len(blocks) == sum(counts)
    assert len(projections) == (4 if make is resnet50 else 3)


@pytest.mark.parametrize("make", FORMS, ids=lambda make: make.__name__)
def test_it_computes_what_torchvision_computes(make):
    torch.manual_seed(0)
    ours = make(PictureInput(channels=3, side=64), 1000).eval()
    theirs = getattr(torchvision.models, make.__name__)().eval()
    if make is resnet50:  # theirs has the stride of a stage in the 3x3, the paper in the first 1x1
        for stage in (theirs.layer2, theirs.layer3, theirs.layer4):
            stage[0].conv1.stride, stage[0].conv2.stride = (2, 2), (1, 1)
    for module in ours.modules():
        if isinstance(module, nn.BatchNorm2d):
            nn.init.uniform_(module.weight, 0.3, 0.7)
            nn.init.normal_(module.bias)
            nn.init.normal_(module.running_mean)
    values = iter(ours.state_dict().values())
    theirs.load_state_dict({name: next(values) for name in theirs.state_dict()})
    assert next(values, None) is None
    pictures = torch.randn(2, 3, 64, 64)
    with torch.no_grad():
        torch.testing.assert_close(ours(pictures), theirs(pictures), rtol=1e-4, atol=1e-3)


@pytest.mark.parametrize("make", SMALL, ids=lambda make: make.__name__)
def test_small_forms_keep_the_layers_and_cost_less_than_45_million(make):
    network = make(COLOUR, 10).eval()
    rows = anatomy(network, {"pictures": torch.randn(1, 3, 32, 32)})
    weighted = [row for row in rows if row.kind in ("Conv2d", "Linear") and "short" not in row.name]
    assert len(weighted) == SMALL[make]
    assert sum(row.multiply_adds for row in rows) <= 45e6
    assert not any("Pool" in row.kind for row in rows)
    with torch.device("meta"):
        assert cost(make(COLOUR, 10), 32) == sum(row.multiply_adds for row in rows)


@pytest.mark.parametrize("side", [8, 13, 28, 64])
@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("make", [resnet18_small, resnet50_small], ids=lambda make: make.__name__)
def test_small_forms_divide_the_side_by_8(make, side, channels):
    network = make(PictureInput(channels=channels, side=side), 7, width=0.125)
    pictures = torch.randn(2, channels, side, side)
    last = -(-side // 8)
    assert network.features(network.stem(pictures)).shape[2:] == (last, last)
    assert network(pictures).shape == (2, 7)


@pytest.mark.parametrize(("side", "last"), [(32, 1), (33, 2), (64, 2), (96, 3)])
def test_large_forms_divide_the_side_by_32(side, last):
    network = resnet18(PictureInput(channels=1, side=side), 5, width=0.125)
    pictures = torch.randn(2, 1, side, side)
    assert network.features(network.stem(pictures)).shape == (2, 64, last, last)
    assert network(pictures).shape == (2, 5)


@pytest.mark.parametrize("make", [*FORMS, *SMALL], ids=lambda make: make.__name__)
def test_a_picture_too_small_is_refused(make):
    least = 32 if make in FORMS else 8
    words = f"side must be {least} pixels or more for {make.__name__}; got {least - 1}"
    with pytest.raises(SettingError, match=words):
        make(PictureInput(channels=3, side=least - 1), 10)


@pytest.mark.parametrize("make", [resnet18_small, resnet50_small], ids=lambda make: make.__name__)
def test_with_a_last_gain_of_0_every_block_begins_as_its_shortcut(make):
    torch.manual_seed(0)
    for last_gain in (0.0, 1.0):
        network = make(COLOUR, 10, width=0.125, last_gain=last_gain)
        x = torch.randn(2, 8, 9, 9)
        for block in network.features:
            y = block(x)
            assert torch.equal(y, torch.relu(block.short(x))) is (last_gain == 0)
            x = y.detach()


def test_one_seed_gives_one_network_and_a_state_fits_a_fresh_one():
    made = []
    for seed in (0, 0, 1):
        torch.manual_seed(seed)
        made.append(resnet18_small(COLOUR, 10, width=0.125))
    first, same, other = (torch.cat([p.flatten() for p in m.parameters()]) for m in made)
    assert torch.equal(first, same)
    assert not torch.equal(first, other)
    made[2].load_state_dict(made[0].state_dict())
    pictures = torch.randn(2, 3, 32, 32)
    assert torch.equal(made[2].eval()(pictures), made[0].eval()(pictures))
    assert torch.equal(made[0](pictures), made[0](pictures))


@pytest.mark.parametrize(
    "make", [resnet18_small, resnet50_small, resnet18], ids=lambda make: make.__name__
)
def test_it_fits_16_pictures_and_every_parameter_learns(make):
    torch.manual_seed(0)
    network = make(COLOUR, 4, width=0.125)
    pictures, labels = torch.randn(16, 3, 32, 32), torch.arange(16) % 4
    optimiser = torch.optim.Adam(network.parameters(), lr=0.003)
    losses = []
    for step in range(12):
        loss = nn.functional.cross_entropy(network(pictures), labels)
        optimiser.zero_grad()
        loss.backward()
        if step == 0:
            assert all(p.grad.abs().sum() > 0 for p in network.parameters())
        optimiser.step()
        losses.append(loss.item())
    assert losses[-1] < 0.2 * losses[0]


def test_anatomy_follows_every_layer():
    network = resnet50(PictureInput(channels=1, side=64), 10, width=0.125)
    rows = anatomy(network, {"pictures": torch.randn(2, 1, 64, 64)}, lambda y: (y**2).sum())
    assert rows[-1].name == "affine"
    assert rows[-1].sees == "all"
    assert sum(row.kind == "add" for row in rows) == 16
    assert all(row.gradients is not None for row in rows if row.kind == "Conv2d")
