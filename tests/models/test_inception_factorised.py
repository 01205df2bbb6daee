"""Kernels written as chains of smaller ones, and the network made of them."""

import pytest
import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from netwright.errors import SettingError
from netwright.models import PictureInput, anatomy
from netwright.models._inception_factorised import (
    crossed,
    doubled,
    expanded,
    halving,
    inception_factorised,
)
from netwright.models._parts import unit


def count(network):
    return sum(p.numel() for p in network.parameters())


def small(side=32, channels=3, outputs=10, width=0.25, **more):
    torch.manual_seed(0)
    shape = PictureInput(channels=channels, side=side)
    return inception_factorised(shape, outputs, width=width, **more)


def kernels(path):
    return [m.kernel_size for m in path.modules() if isinstance(m, nn.Conv2d)]


def sees(layers):
    rows = anatomy(layers, {"input": torch.randn(2, 4, 9, 9)})
    return rows[-1].sees, sum(row.multiply_adds for row in rows)


ONE, THREE = (1, 1), (3, 3)
LIKE_THE_FIGURES = [
    (doubled, 4, [[ONE], [ONE, THREE], [ONE, THREE, THREE], [ONE]]),
    (
        crossed,
        4,
        [
            [ONE],
            [ONE, (1, 5), (5, 1)],
            [ONE, (5, 1), (1, 5), (5, 1), (1, 5)],
            [ONE],
        ],
    ),
    (expanded, 6, [[ONE], [ONE, (1, 3), (3, 1)], [ONE, THREE, (1, 3), (3, 1)], [ONE]]),
]


@pytest.mark.parametrize(("module", "times", "figure"), LIKE_THE_FIGURES)
def test_a_module_has_the_paths_of_its_figure(module, times, figure):
    torch.manual_seed(0)
    made = module(6, 8).eval()
    assert [kernels(path) for path in made.paths] == figure
    x = torch.randn(2, 6, 7, 7)
    assert made(x).shape == (2, times * 8, 7, 7)
    torch.testing.assert_close(made(x), torch.cat([path(x) for path in made.paths], dim=1))
    pooled = nn.functional.max_pool2d(x, 3, 1, 1)
    torch.testing.assert_close(made.paths[3](x), made.paths[3][1](pooled))


def test_the_expanded_module_splits_its_chains_at_the_end():
    torch.manual_seed(0)
    chain = expanded(6, 8).eval().paths[2]
    x = torch.randn(2, 6, 4, 4)
    stem = chain[1](chain[0](x))
    row, column = chain[2].paths
    torch.testing.assert_close(chain(x), torch.cat((row(stem), column(stem)), dim=1))


@pytest.mark.parametrize("side", [1, 7, 8, 15])
def test_halving_widens_and_halves_at_once_rounded_up(side):
    module = halving(6, 8)
    out = -(-side // 2)
    assert module(torch.randn(2, 6, side, side)).shape == (2, 6 + 2 * 8, out, out)
    assert [kernels(path) for path in module.paths] == [[ONE, THREE], [ONE, THREE, THREE], []]


def test_two_3x3_see_as_far_as_one_5x5_for_18_25_of_the_cost():
    far, cost = sees(nn.Sequential(unit(4, 4, 3), unit(4, 4, 3)))
    whole, price = sees(nn.Sequential(unit(4, 4, 5)))
    assert far == whole == (5, 5)
    assert 25 * cost == 18 * price


def test_a_row_and_a_column_see_as_far_as_a_square_for_2_of_n():
    far, cost = sees(nn.Sequential(unit(4, 4, (1, 7)), unit(4, 4, (7, 1))))
    whole, price = sees(nn.Sequential(unit(4, 4, 7)))
    assert far == whole == (7, 7)
    assert 7 * cost == 2 * price


def test_reach_is_the_length_of_rows_and_columns():
    assert kernels(crossed(4, 4, reach=7).paths[1]) == [ONE, (1, 7), (7, 1)]


@pytest.mark.parametrize(("side", "channels"), [(8, 1), (28, 1), (33, 3), (64, 3)])
def test_it_takes_any_side_from_8(side, channels):
    network = small(side, channels, outputs=7)
    assert network(torch.randn(2, channels, side, side)).shape == (2, 7)


def test_a_smaller_picture_is_refused():
    words = "side must be 8 pixels or more for inception_factorised; got 7"
    with pytest.raises(SettingError, match=words):
        small(side=7)


def test_it_is_affordable():
    """Kernels counted by hand; two numbers of each norm beside them."""
    with torch.device("meta"):
        network = inception_factorised(PictureInput(channels=3, side=32), 10)
        with FlopCounterMode(display=False) as counter:
            network(torch.empty(1, 3, 32, 32))
    a, b, c = 16, 32, 64
    stem = 27 * 32 + 9 * 32 * 64
    first = 4 * a * (64 + 4 * a) + 2 * 27 * a * a
    half = 2 * b * 4 * a + 27 * b * b
    middle = 4 * b * (4 * a + 2 * b + 4 * b) + 2 * 30 * b * b
    again = 2 * c * 4 * b + 27 * c * c
    last = 4 * c * (4 * b + 2 * c) + (6 + 9 + 6) * c * c
    norms = 2 * (96 + 2 * 7 * a + 5 * b + 2 * 10 * b + 5 * c + 9 * c)
    affine = 10 * (6 * c + 1)
    assert count(network) == stem + first + half + middle + again + last + norms + affine
    assert counter.get_total_flops() // 2 == 28_872_448


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
    assert sum(row.kind == "cat" for row in rows) == 7 + 2  # modules, and two splits of the last


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
