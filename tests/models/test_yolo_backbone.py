import pytest
import torch
from torch import nn
from torch.nn import functional

from netwright.errors import SettingError
from netwright.models import (
    PictureInput,
    Stages,
    TrunkMap,
    backbone_yolo,
    encoder_network,
    make_network,
    nearest_network,
    yolo_weights,
)

COLOUR = PictureInput(channels=3, side=96)


def pools(count, first=1):
    """Stages that give the means of squares of ``first``, 2 ``first``, ... pixels."""
    return Stages(nn.AvgPool2d(first), *(nn.AvgPool2d(2) for _ in range(count - 1)))


def test_the_coarse_map_is_handed_down_equation_1():
    torch.manual_seed(0)
    trunk = TrunkMap(pools(6), (3,) * 6, 1, width=0.25).eval()
    pictures = torch.rand(2, 3, 96, 64)
    fine, coarse = functional.avg_pool2d(pictures, 16), functional.avg_pool2d(pictures, 32)
    handed = trunk.handed(coarse).repeat_interleave(2, dim=2).repeat_interleave(2, dim=3)
    torch.testing.assert_close(trunk(pictures), torch.cat([fine, handed], dim=1))
    assert trunk.channels == 3 + 32
    assert trunk.handed[0].kernel_size == (1, 1)


@pytest.mark.parametrize("side", [48, 80, 112])
@pytest.mark.parametrize("name", ["resnet18", "vgg11"])  # which round halves up, and down
def test_an_odd_number_of_cells_is_no_hindrance(name, side):
    network = make_network(f"yolo:{name}", PictureInput(channels=1, side=side), 2)
    assert network.eval()(torch.rand(1, 1, side, side)).shape == (1, 35, side // 16, side // 16)


@pytest.mark.parametrize(
    ("count", "first", "halvings"), [(3, 1, 2), (3, 2, 1), (5, 1, 0), (1, 16, 0)]
)
def test_a_trunk_that_ends_early_is_brought_to_16_pixels_equation_2(count, first, halvings):
    trunk = TrunkMap(pools(count, first), (3,) * count, first, width=0.5)
    assert trunk.handed is None
    assert [part[0].stride for part in trunk.halving] == [(2, 2)] * halvings
    assert trunk.channels == (64 if halvings else 3)
    assert trunk(torch.rand(2, 3, 48, 48)).shape == (2, trunk.channels, 3, 3)


def test_a_trunk_of_coarse_maps_alone_is_refused():
    with pytest.raises(SettingError, match=r"maps of 16 pixels a cell or finer; got \[32, 64\]"):
        TrunkMap(pools(2, 32), (3, 3), 32)


@pytest.mark.parametrize("name", ["convnet", "resnet", "speedrun", "mobilenet-v2"])
def test_every_parameter_learns_something(name):
    torch.manual_seed(0)
    network = backbone_yolo(
        encoder_network(name, 3, width=0.25), COLOUR, anchors=2, classes=1, width=0.25
    )
    output = network(torch.randn(2, 3, 96, 96))
    assert output.shape == (2, 12, 6, 6)
    output.square().sum().backward()
    assert all(bool(p.grad.any()) for p in network.parameters())


def test_networks_with_a_trunk_are_found_by_name():
    row = nearest_network("yolo:resnet18")
    assert (row.name, row.gives, row.least) == ("yolo:resnet18", "boxes", 32)
    for name in ("yolo:yolo", "yolo:unet:resnet18"):
        with pytest.raises(SettingError, match=f"yolo: and a network for classes; got '{name}'"):
            nearest_network(name)
    with pytest.raises(SettingError, match="did you mean resnet"):
        nearest_network("yolo:resnet81")


def test_weights_take_their_places():
    torch.manual_seed(1)
    given = encoder_network("resnet", 1, width=0.5).state_dict()
    network = encoder_network("resnet", 1, width=0.5)
    found = yolo_weights(network, given, channels=1)
    whole = make_whole()
    _, unknown = whole.load_state_dict(found, strict=False)
    assert not unknown
    pictures = torch.rand(1, 1, 64, 64)
    with torch.no_grad():
        maps = whole.eval().features.stages(pictures)
        fresh = encoder_network("resnet", 1, width=0.5).eval()
        fresh.load_state_dict(given)
        torch.testing.assert_close(maps[-1], fresh.features(pictures))


def make_whole():
    network = encoder_network("resnet", 1, width=0.5)
    return backbone_yolo(network, PictureInput(channels=1, side=64), anchors=3, classes=2)
