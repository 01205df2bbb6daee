"""NASNet-A against figure 4 and table 1 of its paper, and the small form."""

from functools import partial

import pytest
import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from netwright.errors import SettingError
from netwright.models import PictureInput, anatomy
from netwright.models._nasnet import (
    NORMAL,
    NORMAL_JOINED,
    REDUCTION,
    REDUCTION_JOINED,
    Cell,
    Halved,
    nasnet_a,
    nasnet_a_small,
)

COLOUR = PictureInput(channels=3, side=32)


def count(network):
    return sum(p.numel() for p in network.parameters())


def small(side=32, channels=3, outputs=10, width=0.5, **more):
    torch.manual_seed(0)
    return nasnet_a_small(PictureInput(channels=channels, side=side), outputs, width=width, **more)


def by_hand(*, repeats, width, outputs):
    """Parameters, from figure 4; a norm has two numbers a channel, a kernel no bias."""

    def joint(here, w):
        return here * w + 2 * w

    def separable(kernel, w):
        return 2 * (kernel**2 * w + w * w + 2 * w)

    here = before = 3 * width
    total = 27 * here + 2 * here
    for stage in range(3):
        w = width * 2**stage
        if stage:
            total += joint(here, w) + joint(before, w)
            total += sum(separable(kernel, w) for kernel in (5, 7, 7, 5, 3))
            before, here = here, 4 * w
        for _ in range(repeats):
            total += joint(here, w) + (joint(before, w) if before != w else 0)
            total += sum(separable(kernel, w) for kernel in (5, 3, 5, 3, 3))
            before, here = here, 6 * w
    return total + here * outputs + outputs


def test_6_at_768_has_the_parameters_of_table_1():
    with torch.device("meta"):
        network = nasnet_a(COLOUR, 10)
        with FlopCounterMode(display=False) as counter:
            network(torch.empty(1, 3, 32, 32))
    assert count(network) == by_hand(repeats=6, width=32, outputs=10) == 3_328_234
    assert round(count(network) / 1e6, 1) == 3.3  # as printed
    assert network.affine.in_features == 768
    assert counter.get_total_flops() // 2 == 525_786_624
    assert len(network.cells) == 3 * 6 + 2


@pytest.mark.parametrize(("repeats", "filters"), [(1, 24), (2, 96), (4, 768)])
def test_other_sizes_have_the_parameters_of_figure_4(repeats, filters):
    with torch.device("meta"):
        network = nasnet_a(COLOUR, 7, repeats=repeats, filters=filters)
    assert count(network) == by_hand(repeats=repeats, width=filters // 24, outputs=7)


def cell(sums, joined, **settings):
    torch.manual_seed(0)
    return Cell(sums, joined, here=6, before=5, width=4, **settings).eval()


def kind(part):
    """What a part is, in the words of the figure."""
    if isinstance(part, nn.Identity):
        return "same"
    if isinstance(part, nn.AvgPool2d | nn.MaxPool2d):
        assert (part.kernel_size, part.padding) == (3, 1)
        return "avg3" if isinstance(part, nn.AvgPool2d) else "max3"
    names = [type(layer).__name__ for layer in part]
    assert names == ["ReLU", "Conv2d", "Conv2d", "BatchNorm2d"] * 2
    assert part[1].groups == part[5].groups == part[1].in_channels
    assert part[1].kernel_size == part[5].kernel_size
    assert part[2].kernel_size == part[6].kernel_size == (1, 1)
    assert part[5].stride == (1, 1)
    return f"sep{part[1].kernel_size[0]}"


def kinds(made):
    pairs = zip(made.lefts, made.rights, strict=True)
    return [(kind(left), kind(right)) for left, right in pairs]


def test_a_normal_cell_is_the_left_of_figure_4():
    made = cell(NORMAL, NORMAL_JOINED)
    assert kinds(made) == [
        ("sep5", "sep3"),
        ("sep5", "sep3"),
        ("avg3", "same"),
        ("avg3", "avg3"),
        ("sep3", "same"),
    ]
    h, p = torch.randn(2, 6, 8, 8), torch.randn(2, 5, 8, 8)
    a, b = made.here(h), made.before(p)
    mean = nn.AvgPool2d(3, 1, 1, count_include_pad=False)
    sums = (
        made.lefts[0](a) + made.rights[0](b),
        made.lefts[1](b) + made.rights[1](b),
        mean(a) + b,
        2 * mean(b),
        made.lefts[4](a) + a,
    )
    torch.testing.assert_close(made(h, p), torch.cat((b, *sums), dim=1))


def test_a_reduction_cell_is_the_right_of_figure_4():
    made = cell(REDUCTION, REDUCTION_JOINED, stride=2)
    assert kinds(made) == [
        ("sep5", "sep7"),
        ("max3", "sep7"),
        ("avg3", "sep5"),
        ("avg3", "same"),
        ("sep3", "max3"),
    ]
    h, p = torch.randn(2, 6, 9, 9), torch.randn(2, 5, 9, 9)
    a, b = made.here(h), made.before(p)
    mean = nn.AvgPool2d(3, 1, 1, count_include_pad=False)
    largest = nn.functional.max_pool2d(a, 3, 2, 1)
    b1 = made.lefts[0](a) + made.rights[0](b)
    b2 = largest + made.rights[1](b)
    b3 = made.lefts[2](a) + made.rights[2](b)
    b5 = made.lefts[4](b1) + largest
    assert b1.shape == (2, 4, 5, 5)
    torch.testing.assert_close(made(h, p), torch.cat((b2, b3, mean(b1) + b2, b5), dim=1))


def test_p_of_the_right_width_and_side_is_taken_as_it_is():
    assert isinstance(Cell(NORMAL, NORMAL_JOINED, here=6, before=4, width=4).before, nn.Identity)
    larger = Cell(NORMAL, NORMAL_JOINED, here=6, before=4, width=4, larger=True)
    assert isinstance(larger.before, Halved)
    h, p = torch.randn(2, 6, 4, 4), torch.randn(2, 4, 8, 8)
    assert larger(h, p).shape == (2, 24, 4, 4)


@pytest.mark.parametrize("side", [2, 5, 8])
def test_halved_sees_the_even_positions_and_the_odd_ones(side):
    torch.manual_seed(0)
    made = Halved(2, 4).eval()
    x = torch.rand(3, 2, side, side)
    out = -(-side // 2)
    odd = torch.zeros(3, 2, out, out)
    odd[:, :, : side // 2, : side // 2] = x[:, :, 1::2, 1::2]
    even = nn.functional.conv2d(x[:, :, ::2, ::2], made.even.weight)
    expected = torch.cat((even, nn.functional.conv2d(odd, made.odd.weight)), dim=1)
    torch.testing.assert_close(made(x), made.norm(expected))
    assert torch.equal(made(-x), made.norm(torch.zeros_like(expected)))  # the ReLU stands before


@pytest.mark.parametrize(
    ("make", "side", "words"),
    [
        (partial(nasnet_a, repeats=1), 3, "side must be 4 pixels or more for nasnet_a; got 3"),
        (nasnet_a_small, 7, "side must be 8 pixels or more for nasnet_a_small; got 7"),
    ],
)
def test_a_picture_too_small_is_refused(make, side, words):
    with pytest.raises(SettingError, match=words):
        make(PictureInput(channels=3, side=side), 10)
    with torch.device("meta"):
        network = make(PictureInput(channels=3, side=side + 1), 10)
        assert network(torch.empty(2, 3, side + 1, side + 1)).shape == (2, 10)


@pytest.mark.parametrize("filters", [0, -24, 12, 100])
def test_filters_the_cells_do_not_divide_are_refused(filters):
    with pytest.raises(SettingError, match="filters must be a multiple of 24, which the cells"):
        nasnet_a(COLOUR, 10, filters=filters)


def test_no_cells_are_refused():
    with pytest.raises(SettingError, match="repeats must be 1 normal cell a stage, or more; got 0"):
        nasnet_a(COLOUR, 10, repeats=0)


@pytest.mark.parametrize(("side", "channels"), [(8, 1), (28, 1), (33, 3), (64, 3)])
def test_the_small_form_takes_any_side_from_8(side, channels):
    network = small(side, channels, outputs=7)
    assert network(torch.randn(2, channels, side, side)).shape == (2, 7)


def test_the_small_form_is_affordable():
    with torch.device("meta"):
        network = nasnet_a_small(COLOUR, 10)
        with FlopCounterMode(display=False) as counter:
            network(torch.empty(1, 3, 32, 32))
    assert count(network) == by_hand(repeats=1, width=16, outputs=10) == 225_050
    assert counter.get_total_flops() // 2 == 9_481_984


def test_gradients_reach_every_parameter_and_the_start_is_repeatable():
    network, again = small(), small().state_dict()
    assert all(torch.equal(value, again[name]) for name, value in network.state_dict().items())
    network(torch.randn(4, 3, 32, 32)).square().sum().backward()
    assert all(p.grad is not None and p.grad.abs().sum() > 0 for p in network.parameters())


@pytest.mark.slow
def test_it_fits_16_pictures():
    network = small(dropout=0.1)
    x, y = torch.randn(16, 3, 16, 16), torch.arange(16) % 10
    steps = torch.optim.Adam(network.parameters(), lr=0.01)
    losses = []
    for _ in range(20):
        steps.zero_grad()
        loss = nn.functional.cross_entropy(network(x), y)
        loss.backward()
        steps.step()
        losses.append(loss.item())
    assert losses[-1] < losses[0] / 10


def test_it_can_be_taken_apart():
    network = small()
    rows = anatomy(network, {"pictures": torch.randn(2, 3, 32, 32)}, lambda y: y.sum())
    assert sum(row.parameters for row in rows) == count(network)
    assert sum(row.kind == "add" for row in rows) == 5 * len(network.cells)


def test_weights_load_into_a_fresh_one_which_answers_alike():
    network, fresh = small(dropout=0.5), small(dropout=0.5)
    with torch.no_grad():
        network(torch.randn(8, 3, 32, 32))  # moves the running means
        network.affine.weight.mul_(2)
    fresh.load_state_dict(network.state_dict())
    network.eval()
    x = torch.randn(2, 3, 32, 32)
    assert torch.equal(network(x), network(x))
    torch.testing.assert_close(fresh.eval()(x), network(x))
    channels_last = x.to(memory_format=torch.channels_last)
    torch.testing.assert_close(network(channels_last), network(x), rtol=1e-3, atol=1e-4)
