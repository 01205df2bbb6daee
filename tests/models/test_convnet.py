import pytest
import torch
from torch import nn

from netwright.models import ConvNet, KeyedDropout, PictureInput
from netwright.models._convnet import BORDERS, HIDDEN, NARROW, SMALL
from netwright.models._parts import rounded


def kinds(model, kind):
    return [m for m in model.modules() if isinstance(m, kind)]


def test_small_pictures_get_the_small_form():
    small, large = (ConvNet(PictureInput(channels=1, side=s), 10) for s in (SMALL - 1, SMALL))
    assert not kinds(small, nn.BatchNorm2d)
    assert [c.kernel_size for c in kinds(small, nn.Conv2d)] == [(3, 3), (3, 3)]
    assert len(kinds(large, nn.BatchNorm2d)) == len(kinds(large, nn.Conv2d))
    assert kinds(large, nn.Conv2d)[0].kernel_size == (5, 5)
    assert all(convolution.bias is None for convolution in kinds(large, nn.Conv2d))


def test_borders_are_kept_on_small_pictures():
    for side, kept in ((BORDERS - 1, True), (BORDERS, False)):
        model = ConvNet(PictureInput(channels=1, side=side), 10)
        assert all((c.padding != (0, 0)) is kept for c in kinds(model, nn.Conv2d))


@pytest.mark.parametrize("side", [16, 28, 32, 64, 96])
def test_pooling_ends_before_the_map_is_gone(side):
    model = ConvNet(PictureInput(channels=1, side=side), 10)
    maps = model.features(torch.randn(2, 1, side, side))
    assert 1 <= maps.shape[2] == maps.shape[3]
    pools = len(kinds(model, nn.MaxPool2d))
    assert pools <= 4
    assert maps.shape[2] < NARROW or pools == 4


def test_width_and_dropout():
    plain = ConvNet(PictureInput(channels=1, side=28), 10)
    wide = ConvNet(PictureInput(channels=1, side=28), 10, width=1.5, dropout=0.3)
    assert len(kinds(wide, nn.Conv2d)) == len(kinds(plain, nn.Conv2d)) + 1
    assert wide.head[-1].in_features == rounded(1.5 * HIDDEN)
    assert [(d.share, d.layer) for d in kinds(wide, KeyedDropout)] == [(0.3, 0), (0.3, 1)]


def test_relu_after_the_pool_is_relu_before_it():
    x = torch.randn(2, 3, 8, 8)
    pool, relu = nn.MaxPool2d(2), nn.ReLU()
    assert torch.equal(relu(pool(x)), pool(relu(x)))


@pytest.mark.parametrize(
    ("width", "expected"), [(0.1, 8), (11.9, 8), (12.1, 16), (24, 24), (36, 32)]
)
def test_widths_are_multiples_of_8(width, expected):
    assert rounded(width) == expected
