import pytest
import torch
from torch.nn import functional

from netwright.models import StyleBlock, StyleNetwork


@pytest.mark.parametrize("sides", [(16, 16), (32, 48)])
def test_a_picture_becomes_a_picture_of_its_size(sides):
    torch.manual_seed(0)
    y = StyleNetwork(width=0.25)(torch.rand(2, 3, *sides))
    assert y.shape == (2, 3, *sides)
    assert y.min() >= 0
    assert y.max() <= 1


def test_a_block_adds_what_its_path_gives():
    torch.manual_seed(0)
    block, x = StyleBlock(8), torch.randn(1, 8, 6, 6)
    first, _, _, second, _ = block.path
    hidden = functional.instance_norm(
        functional.conv2d(functional.pad(x, (1, 1, 1, 1), "reflect"), first.weight, first.bias)
    ).relu()
    again = functional.conv2d(
        functional.pad(hidden, (1, 1, 1, 1), "reflect"), second.weight, second.bias
    )
    torch.testing.assert_close(block(x), x + functional.instance_norm(again))


def test_the_contrast_of_a_picture_counts_for_little():
    torch.manual_seed(0)
    network, picture = StyleNetwork(width=0.25).eval(), torch.rand(1, 3, 32, 32)
    pale = 0.5 + 0.5 * (picture - 0.5)
    first = network.down[0]
    torch.nn.init.zeros_(first.bias)
    torch.testing.assert_close(network(pale), network(picture), atol=0.02, rtol=0)


def test_half_the_width_has_a_quarter_of_the_weights():
    counts = [sum(p.numel() for p in StyleNetwork(width=w).parameters()) for w in (1.0, 0.5)]
    assert counts[0] == 1_679_235
    assert counts[1] == pytest.approx(counts[0] / 4, rel=0.02)


def test_a_picture_of_other_channels_can_be_made():
    network = StyleNetwork(channels=1, outputs=2, width=0.25)
    assert network(torch.rand(1, 1, 16, 20)).shape == (1, 2, 16, 20)
