import pytest
import torch
from torch import nn

from netwright.models._parts import Paths, convolution, filtered, he_start, rounded, unit


def test_paths_are_joined_by_channels_in_their_order():
    x = torch.randn(2, 3, 5, 5)
    paths = Paths(nn.Identity(), nn.ReLU())
    assert torch.equal(paths(x), torch.cat([x, x.relu()], dim=1))


@pytest.mark.parametrize("kernel", [1, 3, 5, (1, 7), (3, 1)])
@pytest.mark.parametrize(("stride", "side"), [(1, 9), (2, 5)])
def test_a_convolution_keeps_its_borders(kernel, stride, side):
    layer = convolution(4, 6, kernel, stride=stride, groups=2)
    assert layer(torch.randn(1, 4, 9, 9)).shape == (1, 6, side, side)
    assert layer.bias is None


def test_filters_start_with_variance_2_over_inputs_and_biases_at_0():
    torch.manual_seed(0)
    whole = convolution(64, 128, 3, bias=True)
    assert whole.weight.var().item() == pytest.approx(2 / (9 * 64), rel=0.05)
    assert not whole.bias.any()
    depthwise, norm = filtered(512, 512, 3, groups=512)
    assert depthwise.weight.var().item() == pytest.approx(2 / 9, rel=0.06)
    assert isinstance(norm, nn.BatchNorm2d)


@pytest.mark.parametrize("norm", [True, False])
def test_a_unit_has_a_bias_only_where_no_norm_has_one(norm):
    layers = unit(2, 4, (1, 3), stride=2, norm=norm)
    assert (layers[0].bias is None) == norm
    assert [type(part) for part in layers[1:]] == [*[nn.BatchNorm2d] * norm, nn.ReLU]
    assert layers(torch.randn(3, 2, 7, 6)).shape == (3, 4, 4, 3)


def test_a_start_of_all_layers_leaves_the_output_near_0():
    torch.manual_seed(0)
    network = nn.Sequential(nn.Conv2d(16, 64, 3), nn.Linear(400, 100), nn.Linear(100, 90))
    he_start(network)
    variances = [part.weight.var().item() for part in network]
    assert variances == pytest.approx([2 / 144, 2 / 400, 1e-4], rel=0.06)
    assert not any(part.bias.any() for part in network)


def test_widths_are_rounded_to_multiples_of_8():
    assert [rounded(width) for width in (0.1, 8, 11.9, 12.1, 192)] == [8, 8, 8, 16, 192]
