"""Howard et al. 2017: counts of tables 1, 6 and 7, the block, small form, refusals."""

import pytest
import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from netwright.errors import SettingError
from netwright.models import KeyedDropout, PictureInput, anatomy
from netwright.models._mobilenet import Separable, mobilenet_v1, mobilenet_v1_small

LARGE = PictureInput(channels=3, side=224)
COLOUR = PictureInput(channels=3, side=32)
TINY = PictureInput(channels=3, side=16)
WIDTHS = (64, 128, 128, 256, 256, 512, 512, 512, 512, 512, 512, 1024, 1024)  # rows of table 1
MAPS = (112, 56, 56, 28, 28, 14, 14, 14, 14, 14, 14, 7, 7)
WIDTHS_AND_COSTS = {1.0: (569, 4.2), 0.75: (325, 2.6), 0.5: (149, 1.3), 0.25: (41, 0.5)}  # table 6
SIDES_AND_COSTS = {224: 569, 192: 418, 160: 290, 128: 186}  # table 7, millions of multiply-adds


def large(side=224, width=1.0):
    with torch.device("meta"):
        return mobilenet_v1(PictureInput(channels=3, side=side), 1000, width=width)


def parameters(network):
    return sum(p.numel() for p in network.parameters())


def cost(network, side):
    """Multiply-adds of one picture, by torch's own counter, without computing anything."""
    with FlopCounterMode(display=False) as counter:
        network.eval()(torch.empty(1, 3, side, side, device="meta"))
    return counter.get_total_flops() // 2


def test_parameters_and_multiply_adds_are_those_of_table_1():
    numbers, products, inputs = 9 * 3 * 32 + 2 * 32, 9 * 3 * 32 * 112**2, 32
    for width, side in zip(WIDTHS, MAPS, strict=True):
        numbers += 9 * inputs + 2 * inputs + inputs * width + 2 * width
        products += (9 + width) * inputs * side**2
        inputs = width
    numbers += 1024 * 1000 + 1000
    products += 1024 * 1000
    network = large()
    assert parameters(network) == numbers == 4_231_976
    assert cost(network, 224) == products == 568_740_352


@pytest.mark.parametrize("width", WIDTHS_AND_COSTS)
def test_narrower_forms_are_those_of_table_6(width):
    network = large(width=width)
    millions, size = WIDTHS_AND_COSTS[width]
    # within one in the paper's last digit, which is now rounded, now cut off
    assert cost(network, 224) / 1e6 == pytest.approx(millions, abs=1)
    assert parameters(network) / 1e6 == pytest.approx(size, abs=0.1)


@pytest.mark.parametrize("side", SIDES_AND_COSTS)
def test_smaller_pictures_cost_what_table_7_says(side):
    assert cost(large(side), side) / 1e6 == pytest.approx(SIDES_AND_COSTS[side], abs=1)


def test_it_has_28_layers():
    kinds = [m for m in large().modules() if isinstance(m, nn.Conv2d | nn.Linear)]
    assert len(kinds) == 28
    assert sum(m.groups == m.in_channels for m in kinds if isinstance(m, nn.Conv2d)) == 13


def test_a_block_is_equations_1_and_2():
    torch.manual_seed(0)
    block = Separable(4, 8, stride=2)
    x = torch.randn(2, 4, 7, 7)
    u = torch.stack(
        [
            nn.functional.conv2d(x[:, [c]], block[0].weight[[c]], stride=2, padding=1)[:, 0]
            for c in range(4)
        ],
        dim=1,
    )
    u = torch.relu(nn.functional.batch_norm(u, None, None, training=True))
    y = torch.einsum("nchw,oc->nohw", u, block[3].weight[:, :, 0, 0])
    y = torch.relu(nn.functional.batch_norm(y, None, None, training=True))
    torch.testing.assert_close(block(x), y, rtol=1e-4, atol=1e-5)


def test_the_small_form_costs_less_than_45_million():
    network = mobilenet_v1_small(COLOUR, 10).eval()
    rows = anatomy(network, {"pictures": torch.randn(1, 3, 32, 32)})
    total = sum(row.multiply_adds for row in rows)
    with torch.device("meta"):
        assert total == cost(mobilenet_v1_small(COLOUR, 10), 32) <= 45e6
    sides = [row.shape[1] for row in rows if row.kind == "Conv2d"]
    assert (sides[0], sides[-1]) == (32, 2)


@pytest.mark.parametrize("side", [16, 17, 28, 64])
@pytest.mark.parametrize("channels", [1, 3])
def test_the_small_form_divides_the_side_by_16(side, channels):
    network = mobilenet_v1_small(PictureInput(channels=channels, side=side), 7, width=0.25)
    pictures = torch.randn(2, channels, side, side)
    last = -(-side // 16)
    assert network.features(pictures).shape == (2, 256, last, last)
    assert network(pictures).shape == (2, 7)


@pytest.mark.parametrize(("side", "last"), [(32, 1), (33, 2), (64, 2)])
def test_the_large_form_divides_the_side_by_32(side, last):
    network = mobilenet_v1(PictureInput(channels=1, side=side), 5, width=0.25)
    pictures = torch.randn(2, 1, side, side)
    assert network.features(pictures).shape == (2, 256, last, last)
    assert network(pictures).shape == (2, 5)


def test_a_picture_too_small_is_refused():
    for make, least in ((mobilenet_v1, 32), (mobilenet_v1_small, 16)):
        words = f"side must be {least} pixels or more for {make.__name__}; got {least - 1}"
        with pytest.raises(SettingError, match=words):
            make(PictureInput(channels=3, side=least - 1), 10)


def test_dropout_stands_before_the_affine_layer():
    torch.manual_seed(0)
    network = mobilenet_v1_small(TINY, 3, width=0.25, dropout=0.5)
    assert [m.share for m in network.modules() if isinstance(m, KeyedDropout)] == [0.5]
    pictures = torch.randn(2, 3, 16, 16)
    means = network.features(pictures).mean(dim=(2, 3))
    expected = network.affine(network.dropout(means))
    torch.testing.assert_close(network(pictures), expected)
    network.eval()
    assert torch.equal(network(pictures), network(pictures))


def test_one_seed_gives_one_network_and_a_state_fits_a_fresh_one():
    made = []
    for seed in (0, 0, 1):
        torch.manual_seed(seed)
        made.append(mobilenet_v1_small(TINY, 10, width=0.25))
    first, same, other = (torch.cat([p.flatten() for p in m.parameters()]) for m in made)
    assert torch.equal(first, same)
    assert not torch.equal(first, other)
    made[2].load_state_dict(made[0].state_dict())
    pictures = torch.randn(2, 3, 16, 16)
    assert torch.equal(made[2].eval()(pictures), made[0].eval()(pictures))


def test_it_fits_16_pictures_and_every_parameter_learns():
    torch.manual_seed(0)
    network = mobilenet_v1_small(COLOUR, 4, width=0.25)
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
    network = mobilenet_v1(PictureInput(channels=1, side=33), 10, width=0.25, dropout=0.1)
    rows = anatomy(network, {"pictures": torch.randn(2, 1, 33, 33)}, lambda y: (y**2).sum())
    assert (rows[-1].name, rows[-1].sees) == ("affine", "all")
    assert sum(row.kind == "Conv2d" for row in rows) == 27
    assert all(row.gradients is not None for row in rows if row.kind == "Conv2d")
