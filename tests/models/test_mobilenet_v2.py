"""Sandler et al. 2018: table 2, torchvision's network as a witness, small form, refusals."""

import pytest
import torch
import torchvision
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from netwright.errors import SettingError
from netwright.models import KeyedDropout, PictureInput, anatomy
from netwright.models._mobilenet_v2 import InvertedResidual, mobilenet_v2, mobilenet_v2_small

LARGE = PictureInput(channels=3, side=224)
COLOUR = PictureInput(channels=3, side=32)
TINY = PictureInput(channels=3, side=16)
TABLE_2 = (  # t, channels, blocks, side of the map that comes out at 224
    (1, 16, 1, 112),
    (6, 24, 2, 56),
    (6, 32, 3, 28),
    (6, 64, 4, 14),
    (6, 96, 3, 14),
    (6, 160, 3, 7),
    (6, 320, 1, 7),
)


def parameters(network):
    return sum(p.numel() for p in network.parameters())


def cost(network, side):
    """Multiply-adds of one picture, by torch's own counter, without computing anything."""
    with FlopCounterMode(display=False) as counter:
        network.eval()(torch.empty(1, 3, side, side, device="meta"))
    return counter.get_total_flops() // 2


def by_hand():
    """Filters and affine weights, then norms and bias, then multiply-adds."""
    weights, rest, products = 9 * 3 * 32, 2 * 32, 9 * 3 * 32 * 112**2
    inputs, before = 32, 112
    for t, width, count, side in TABLE_2:
        for _ in range(count):
            inner = t * inputs
            expand = inputs * inner if t > 1 else 0
            weights += expand + 9 * inner + inner * width
            rest += (2 * inner if t > 1 else 0) + 2 * inner + 2 * width
            products += expand * before**2 + (9 * inner + inner * width) * side**2
            inputs, before = width, side
    weights += 320 * 1280 + 1280 * 1000
    rest += 2 * 1280 + 1000
    products += 320 * 1280 * 7**2 + 1280 * 1000
    return weights, rest, products


def test_parameters_and_multiply_adds_are_those_of_the_paper():
    with torch.device("meta"):
        network = mobilenet_v2(LARGE, 1000)
    weights, rest, products = by_hand()
    assert parameters(network) == weights + rest == 3_504_872
    assert int(weights / 1e5) / 10 == 3.4  # the paper's number: 3.47 M, without norms and biases
    assert cost(network, 224) == products == 300_774_272
    kinds = [m for m in network.modules() if isinstance(m, nn.Conv2d | nn.Linear)]
    assert len(kinds) == 53
    assert sum(m.adds for m in network.modules() if isinstance(m, InvertedResidual)) == 10


def test_the_widest_form_costs_what_table_4_says():
    with torch.device("meta"):
        network = mobilenet_v2(LARGE, 1000, width=1.4)
    assert network.affine.in_features == 1792
    assert cost(network, 224) / 1e6 == pytest.approx(585, rel=0.01)


def test_narrow_forms_keep_the_last_convolution_and_small_ones_do_not():
    with torch.device("meta"):
        assert mobilenet_v2(LARGE, 1000, width=0.5).affine.in_features == 1280
        assert mobilenet_v2_small(COLOUR, 10, width=0.5).affine.in_features == 640


def test_it_computes_what_torchvision_computes():
    torch.manual_seed(0)
    ours = mobilenet_v2(PictureInput(channels=3, side=64), 1000).eval()
    theirs = torchvision.models.mobilenet_v2().eval()
    for module in ours.modules():
        if isinstance(module, nn.BatchNorm2d):
            nn.init.uniform_(module.weight, 0.5, 1.5)
            nn.init.normal_(module.bias)
            nn.init.normal_(module.running_mean)
    values = iter(ours.state_dict().values())
    theirs.load_state_dict({name: next(values) for name in theirs.state_dict()})
    assert next(values, None) is None
    pictures = torch.randn(2, 3, 64, 64)
    with torch.no_grad():
        expected = theirs(pictures)
        torch.testing.assert_close(ours(pictures), expected, rtol=1e-4, atol=1e-4)
    assert expected.std() > 0.1


@pytest.mark.parametrize(
    ("inputs", "outputs", "expansion", "stride", "adds"),
    [(4, 4, 6, 1, True), (4, 4, 1, 1, True), (4, 8, 6, 1, False), (4, 4, 6, 2, False)],
)
def test_a_block_is_equations_1_to_4(inputs, outputs, expansion, stride, adds):
    torch.manual_seed(0)
    block = InvertedResidual(inputs, outputs, expansion=expansion, stride=stride)
    assert block.adds is adds
    x = 3 * torch.randn(2, inputs, 7, 7)
    filters = [m.weight for m in block.path if isinstance(m, nn.Conv2d)]
    assert len(filters) == (3 if expansion > 1 else 2)
    y = x
    for number, weight in enumerate(filters):
        depthwise = number == len(filters) - 2
        y = nn.functional.conv2d(
            y,
            weight,
            stride=stride if depthwise else 1,
            padding=1 if depthwise else 0,
            groups=expansion * inputs if depthwise else 1,
        )
        y = nn.functional.batch_norm(y, None, None, training=True)
        y = y.clamp(0, 6) if number < len(filters) - 1 else y
    torch.testing.assert_close(block(x), y + x if adds else y, rtol=1e-4, atol=1e-5)
    assert block(x).min() < 0  # nothing bends what is narrow


def test_the_small_form_costs_less_than_45_million():
    network = mobilenet_v2_small(COLOUR, 10).eval()
    rows = anatomy(network, {"pictures": torch.randn(1, 3, 32, 32)})
    total = sum(row.multiply_adds for row in rows)
    with torch.device("meta"):
        assert total == cost(mobilenet_v2_small(COLOUR, 10), 32) <= 45e6
    sides = [row.shape[1] for row in rows if row.kind == "Conv2d"]
    assert (sides[0], sides[-1]) == (32, 2)


@pytest.mark.parametrize("side", [16, 17, 28, 64])
@pytest.mark.parametrize("channels", [1, 3])
def test_the_small_form_divides_the_side_by_16(side, channels):
    network = mobilenet_v2_small(PictureInput(channels=channels, side=side), 7, width=0.25)
    pictures = torch.randn(2, channels, side, side)
    last = -(-side // 16)
    assert network.features(pictures).shape == (2, 320, last, last)
    assert network(pictures).shape == (2, 7)


@pytest.mark.parametrize(("side", "last"), [(32, 1), (33, 2), (64, 2)])
def test_the_large_form_divides_the_side_by_32(side, last):
    network = mobilenet_v2(PictureInput(channels=1, side=side), 5, width=0.25)
    pictures = torch.randn(2, 1, side, side)
    assert network.features(pictures).shape == (2, 1280, last, last)
    assert network(pictures).shape == (2, 5)


def test_a_picture_too_small_is_refused():
    for make, least in ((mobilenet_v2, 32), (mobilenet_v2_small, 16)):
        words = f"side must be {least} pixels or more for {make.__name__}; got {least - 1}"
        with pytest.raises(SettingError, match=words):
            make(PictureInput(channels=3, side=least - 1), 10)


def test_dropout_stands_before_the_affine_layer():
    torch.manual_seed(0)
    network = mobilenet_v2_small(TINY, 3, width=0.25, dropout=0.5)
    assert [m.share for m in network.modules() if isinstance(m, KeyedDropout)] == [0.5]
    pictures = torch.randn(2, 3, 16, 16)
    means = network.features(pictures).mean(dim=(2, 3))
    torch.testing.assert_close(network(pictures), network.affine(network.dropout(means)))
    network.eval()
    assert torch.equal(network(pictures), network(pictures))


def test_one_seed_gives_one_network_and_a_state_fits_a_fresh_one():
    made = []
    for seed in (0, 0, 1):
        torch.manual_seed(seed)
        made.append(mobilenet_v2_small(TINY, 10, width=0.25))
    first, same, other = (torch.cat([p.flatten() for p in m.parameters()]) for m in made)
    assert torch.equal(first, same)
    assert not torch.equal(first, other)
    made[2].load_state_dict(made[0].state_dict())
    pictures = torch.randn(2, 3, 16, 16)
    assert torch.equal(made[2].eval()(pictures), made[0].eval()(pictures))


def test_it_fits_16_pictures_and_every_parameter_learns():
    torch.manual_seed(0)
    network = mobilenet_v2_small(COLOUR, 4, width=0.25)
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
    network = mobilenet_v2(PictureInput(channels=1, side=33), 10, width=0.5, dropout=0.1)
    rows = anatomy(network, {"pictures": torch.randn(2, 1, 33, 33)}, lambda y: (y**2).sum())
    assert (rows[-1].name, rows[-1].sees) == ("affine", "all")
    assert sum(row.kind == "Conv2d" for row in rows) == 52
    assert sum(row.kind == "add" for row in rows) == 10
    assert all(row.gradients is not None for row in rows if row.kind == "Conv2d")
