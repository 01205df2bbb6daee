"""The U-Net in parts, and all of it by the equations of the reference."""

import numpy as np
import pytest
import torch
from torch import nn

from netwright.errors import SettingError
from netwright.models import PictureInput, Stages, UNet, cut_by_side, make_network, unet
from netwright.reference.layers import batch_norm_inference, convolution, transposed_convolution
from netwright.reference.operations import concatenate


def spread_out(network):
    """Norms with statistics of their own, so that none of them is forgotten."""
    torch.manual_seed(3)
    for part in network.modules():
        if isinstance(part, nn.BatchNorm2d):
            part.running_mean.normal_(std=0.3)
            part.running_var.uniform_(0.5, 2.0)
            nn.init.normal_(part.weight, 1.0, 0.2)
            nn.init.normal_(part.bias, std=0.2)
        if isinstance(part, nn.Conv2d | nn.ConvTranspose2d) and part.bias is not None:
            nn.init.normal_(part.bias, std=0.2)
    return network.double().eval()


def numbers(tensor):
    return tensor.detach().numpy()


def by_reference(x, part):
    """A layer, or layers one after the other, by the equations."""
    if isinstance(part, nn.Sequential):
        for layer in part:
            x = by_reference(x, layer)
        return x
    if isinstance(part, nn.Conv2d):
        bias = np.zeros(part.out_channels) if part.bias is None else numbers(part.bias)
        return convolution.forward(x, numbers(part.weight), bias, padding=part.padding)[0]
    if isinstance(part, nn.ConvTranspose2d):
        weights = numbers(part.weight), numbers(part.bias)
        return transposed_convolution.forward(x, *weights, stride=2, padding=1)[0]
    if isinstance(part, nn.BatchNorm2d):
        given = part.weight, part.bias, part.running_mean, part.running_var
        return batch_norm_inference.forward(x, *map(numbers, given), eps=part.eps)[0]
    if isinstance(part, nn.MaxPool2d):
        return x.reshape(*x.shape[:2], x.shape[2] // 2, 2, -1, 2).max(axis=(3, 5))
    if isinstance(part, nn.Upsample):
        return x.repeat(2, axis=2).repeat(2, axis=3)
    assert isinstance(part, nn.ReLU), part
    return np.maximum(x, 0)


@pytest.mark.parametrize("up", ["transposed", "resize"])
def test_the_whole_network_by_the_equations_of_the_reference(up):
    torch.manual_seed(0)
    network = spread_out(unet(3, 2, widths=(4, 6, 8), up=up))
    pictures = torch.randn(2, 3, 8, 12, dtype=torch.float64)
    maps, x = [], numbers(pictures)
    for stage in network.encoder.stages:
        x = by_reference(x, stage)
        maps.append(x)
    for way, join, skip in zip(network.ups, network.joins, maps[-2::-1], strict=True):
        x = by_reference(concatenate.forward(by_reference(x, way), skip, axis=1)[0], join)
    expected = by_reference(x, network.output)
    np.testing.assert_allclose(numbers(network(pictures)), expected, atol=1e-12)


@pytest.mark.parametrize("up", ["transposed", "resize"])
@pytest.mark.parametrize("sides", [(32, 32), (16, 40)])
def test_outputs_have_the_sides_of_the_picture(up, sides):
    network = unet(1, 5, widths=(8, 8, 16, 16), up=up)
    assert network.stride == 8
    assert network(torch.rand(2, 1, *sides)).shape == (2, 5, *sides)


def test_outputs_start_near_0_and_bounded_ones_stay_within_1():
    torch.manual_seed(0)
    plain = unet(3, 3, widths=(8, 16))
    assert plain(torch.randn(2, 3, 16, 16)).abs().mean() < 0.2
    bounded = unet(3, 3, widths=(8, 16), bounded=True)
    nn.init.normal_(bounded.output.weight, std=9.0)
    assert bounded(torch.randn(2, 3, 16, 16)).abs().max() <= 1.0


def test_transposed_convolutions_start_with_the_spread_of_what_they_take():
    torch.manual_seed(0)
    way = unet(3, 2, widths=(64, 64)).ups[0]
    x = torch.randn(4, 64, 16, 16)
    assert way(x)[:, :, 2:-2, 2:-2].var().item() == pytest.approx(2.0, rel=0.1)


def test_dropout_is_in_the_coarsest_maps():
    torch.manual_seed(0)
    network = unet(1, 1, widths=(8, 8), dropout=0.5)
    assert network.dropout.share == 0.5


def test_a_fine_detail_reaches_the_output_only_across():
    """Without the maps handed across, one pixel would be blurred over the coarsest place."""
    torch.manual_seed(0)
    network = spread_out(unet(1, 1, widths=(8, 8, 8), up="resize"))
    picture = torch.zeros(1, 1, 16, 16, dtype=torch.float64, requires_grad=True)
    (slope,) = torch.autograd.grad(network(picture)[0, 0, 8, 8], picture)
    assert slope[0, 0, 8, 8].abs() > 0


@pytest.mark.parametrize("name", ["mobilenet-v2", "resnet18", "vgg11"])
def test_a_trained_trunk_is_cut_where_sides_change(name):
    torch.manual_seed(0)
    network = make_network(name, PictureInput(channels=3, side=96), 10)
    trunk = {
        "mobilenet-v2": lambda: network.features,
        "resnet18": lambda: nn.Sequential(*network.stem, *network.features),
        "vgg11": lambda: nn.Sequential(*(layer for stage in network.stages for layer in stage)),
    }[name]()
    stages, widths, first = cut_by_side(trunk)
    pictures = torch.rand(1, 3, 64, 64)
    maps = stages.eval()(pictures)
    assert [m.shape[1] for m in maps] == list(widths)
    assert [64 // m.shape[2] for m in maps] == [first * 2**i for i in range(len(maps))]
    torch.testing.assert_close(maps[-1], trunk.eval()(pictures))
    decoded = [8] * (len(widths) - 1)
    whole = UNet(stages, widths, 4, up="resize", decoded=decoded, first=first)
    assert whole(torch.rand(2, 3, 64, 128)).shape == (2, 4, 64, 128)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"widths": (8,)}, "widths must be two or more, and one fewer for the decoder"),
        ({"widths": (8, 8), "up": "odd"}, "up must be transposed or resize; got 'odd'"),
    ],
)
def test_forms_that_cannot_work_are_refused(given, words):
    with pytest.raises(SettingError, match=words):
        unet(3, 2, **given)


def test_a_trunk_that_does_not_halve_is_refused():
    trunk = nn.Sequential(nn.Conv2d(3, 4, 1), nn.AvgPool2d(3))
    with pytest.raises(SettingError, match="layers whose sides halve from stage to stage"):
        cut_by_side(trunk)


def test_stages_give_all_their_maps():
    stages = Stages(nn.Identity(), nn.AvgPool2d(2), nn.AvgPool2d(2))
    assert [m.shape[2] for m in stages(torch.rand(1, 3, 8, 8))] == [8, 4, 2]
