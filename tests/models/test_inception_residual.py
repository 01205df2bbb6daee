"""Blocks that add what Inception paths compute, and the network made of them."""

import pytest
import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from netwright.errors import SettingError
from netwright.models import PictureInput, anatomy
from netwright.models._inception_residual import (
    block_a,
    block_b,
    block_c,
    inception_residual,
    reduction,
)


def count(network):
    return sum(p.numel() for p in network.parameters())


def small(side=32, channels=3, outputs=10, width=0.25, **more):
    torch.manual_seed(0)
    shape = PictureInput(channels=channels, side=side)
    return inception_residual(shape, outputs, width=width, **more)


def kernels(path):
    return [m.kernel_size for m in path.modules() if isinstance(m, nn.Conv2d)]


ONE, THREE = (1, 1), (3, 3)
LIKE_THE_FIGURES = [
    (block_a, [[ONE], [ONE, THREE], [ONE, THREE, THREE]]),
    (block_b, [[ONE], [ONE, (1, 7), (7, 1)]]),
    (block_c, [[ONE], [ONE, (1, 3), (3, 1)]]),
]


@pytest.mark.parametrize(("block", "figure"), LIKE_THE_FIGURES)
def test_a_block_is_equation_1(block, figure):
    torch.manual_seed(0)
    made = block(16, scale=0.3).eval()
    assert [kernels(path) for path in made.paths.paths] == figure
    x = torch.randn(2, 16, 7, 7)
    joined = torch.cat([path(x) for path in made.paths.paths], dim=1)
    torch.testing.assert_close(made(x), torch.relu(x + 0.3 * made.up(joined)))
    assert "scale=0.3" in repr(made)


@pytest.mark.parametrize(("block", "figure"), LIKE_THE_FIGURES)
def test_no_norm_stands_on_what_is_added_or_on_the_sum(block, figure):
    made = block(16, scale=0.1)
    norms = [name for name, m in made.named_modules() if isinstance(m, nn.BatchNorm2d)]
    assert len(norms) == sum(map(len, figure))
    assert all(name.startswith("paths.") for name in norms)
    assert isinstance(made.up, nn.Conv2d)
    assert made.up.bias is not None


def test_a_smaller_scale_adds_less():
    x = torch.rand(2, 16, 7, 7)  # above 0, so that the ReLU leaves it alone
    torch.manual_seed(0)
    block = block_a(16, scale=0.1).eval()
    with torch.no_grad():
        block.up.bias.fill_(1.0)
        block.up.weight.zero_()
        assert torch.allclose(block(x), x + 0.1)
        block.scale = 0.3
        assert torch.allclose(block(x), x + 0.3)


@pytest.mark.parametrize("side", [1, 7, 8, 15])
def test_a_reduction_widens_and_halves_at_once_rounded_up(side):
    module = reduction(6, 14)
    out = -(-side // 2)
    x = torch.randn(2, 6, side, side)
    assert module(x).shape == (2, 14, out, out)
    assert [kernels(path) for path in module.paths] == [[THREE], [ONE, THREE, THREE], []]
    kept = nn.functional.max_pool2d(x, 3, 2, 1)
    assert torch.equal(module(x)[:, -6:], kept)


@pytest.mark.parametrize(("side", "channels"), [(8, 1), (28, 1), (33, 3), (64, 3)])
def test_it_takes_any_side_from_8(side, channels):
    network = small(side, channels, outputs=7)
    assert network(torch.randn(2, channels, side, side)).shape == (2, 7)


@pytest.mark.parametrize("width", [0.05, 0.3, 0.7, 1.3])
def test_every_width_makes_stages_that_fit_each_other(width):
    with torch.device("meta"):
        network = inception_residual(PictureInput(channels=1, side=28), 4, width=width)
        assert network(torch.empty(2, 1, 28, 28)).shape == (2, 4)


def test_a_smaller_picture_is_refused():
    words = "side must be 8 pixels or more for inception_residual; got 7"
    with pytest.raises(SettingError, match=words):
        small(side=7)


@pytest.mark.parametrize("scale", [0.0, -0.1, 1.5, float("nan")])
def test_a_scale_that_adds_nothing_or_too_much_is_refused(scale):
    with pytest.raises(SettingError, match=r"scale must be a factor above 0 and up to 1; .*got"):
        small(scale=scale)


def test_it_is_affordable():
    """Kernels counted by hand; two numbers of each norm beside them."""
    with torch.device("meta"):
        network = inception_residual(PictureInput(channels=3, side=32), 10)
        with FlopCounterMode(display=False) as counter:
            network(torch.empty(1, 3, 32, 32))
    a, b, c = 64, 128, 256
    stem = 27 * 32 + 9 * 32 * a + 2 * (32 + a)
    total = stem + 2 * _block(a, 16, 3, 27, 6) + _reduction(a, b)
    total += 2 * _block(b, 32, 2, 14, 4) + _reduction(b, c) + 2 * _block(c, 64, 2, 6, 4)
    assert count(network) == total + 10 * (c + 1)
    assert counter.get_total_flops() // 2 == 28_412_416


def _block(width, path, paths, inner, norms):
    joined = paths * path
    return 2 * width * joined + width + inner * path**2 + 2 * norms * path


def _reduction(inputs, outputs):
    path = (outputs - inputs) // 2
    return 10 * inputs * path + 18 * path**2 + 2 * 4 * path


def test_gradients_reach_every_parameter_and_the_start_is_repeatable():
    network, again = small(), small().state_dict()
    assert all(torch.equal(value, again[name]) for name, value in network.state_dict().items())
    network(torch.randn(4, 3, 32, 32)).square().sum().backward()
    assert all(p.grad is not None and p.grad.abs().sum() > 0 for p in network.parameters())


def test_it_fits_16_pictures():
    network = small(dropout=0.1)
    x, y = torch.randn(16, 3, 16, 16), torch.arange(16) % 10
    steps = torch.optim.Adam(network.parameters(), lr=0.01)
    losses = []
    for _ in range(25):
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
    assert sum(row.kind == "cat" for row in rows) == 8
    assert sum(row.kind == "add" for row in rows) == 6


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
