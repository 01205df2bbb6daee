import pytest
import torch

from netwright.models import PictureInput, ResNet
from netwright.models._resnet import Block


def test_it_is_resnet_20():
    """0.27 M parameters on 32 x 32 colour pictures, as in the paper; two 1x1 shortcuts more."""
    model = ResNet(PictureInput(channels=3, side=32), 10, blocks=(3, 3, 3), width=16)
    assert sum(p.numel() for p in model.parameters()) == 272_474
    assert (
        sum(type(m) is torch.nn.Conv2d and m.kernel_size == (3, 3) for m in model.modules()) == 19
    )


@pytest.mark.parametrize("side", [8, 9, 32])
@pytest.mark.parametrize("stride", [1, 2])
def test_a_block_halves_the_side_rounded_up(side, stride):
    block = Block(4, 8, stride=stride)
    out = -(-side // stride)
    assert block(torch.randn(2, 4, side, side)).shape == (2, 8, out, out)


def test_a_block_is_equation_1():
    torch.manual_seed(0)
    x = torch.randn(2, 4, 6, 6)
    same = Block(4, 4, stride=1).eval()
    assert torch.equal(same(x), torch.relu(same.path(x) + x))
    with torch.no_grad():
        same.path[4].weight.zero_()
    assert torch.equal(same(x), torch.relu(x))
    halved = Block(4, 8, stride=2).eval()
    pooled = torch.nn.functional.avg_pool2d(x, 2)
    expected = torch.relu(halved.path(x) + halved.short[2](halved.short[1](pooled)))
    torch.testing.assert_close(halved(x), expected)
