import pytest
import torch
from torch import nn

from netwright.errors import SettingError
from netwright.models import (
    PictureInput,
    backbone_unet,
    encoder_network,
    encoder_weights,
    make_network,
    nearest_network,
    trunk_of,
)

SHAPE = PictureInput(channels=3, side=96)


@pytest.mark.parametrize("name", ["mobilenet-v2", "resnet18", "vgg11"])
def test_the_trunk_is_what_stands_before_the_mean(name):
    torch.manual_seed(0)
    network, pictures = make_network(name, SHAPE, 10).eval(), torch.rand(2, 3, 96, 96)
    maps = trunk_of(network)(pictures)
    with torch.no_grad():
        if name == "vgg11":
            expected = network.stages(pictures)
        else:
            first = network.stem(pictures) if name == "resnet18" else pictures
            expected = network.features(first)
    torch.testing.assert_close(maps, expected)


@pytest.mark.parametrize("name", ["mobilenet-v2", "resnet18"])
def test_the_weights_of_a_network_go_into_the_encoder(name):
    torch.manual_seed(0)
    network = make_network(name, SHAPE, 10).eval()
    torch.manual_seed(1)
    whole = backbone_unet(encoder_network(name, 3), 5).eval()
    pictures = torch.rand(1, 3, 64, 96)
    before = whole(pictures)
    assert before.shape == (1, 5, 64, 96)
    weights = encoder_weights(encoder_network(name, 3), network.state_dict())
    missing, unknown = whole.load_state_dict(weights, strict=False)
    assert not unknown
    assert not [place for place in missing if place.startswith("encoder.")]
    with torch.no_grad():
        torch.testing.assert_close(whole.encoder(pictures)[-1], trunk_of(network)(pictures))


def test_outputs_may_be_bounded():
    network = backbone_unet(encoder_network("resnet18", 3), 3, bounded=True)
    nn.init.normal_(network.output.weight, std=9.0)
    assert network(torch.rand(2, 3, 64, 64)).abs().max() <= 1.0


def test_what_has_no_trunk_or_other_weights_is_refused():
    with pytest.raises(SettingError, match="trunk must be a network of layers one after the"):
        trunk_of(nn.Linear(2, 2))
    weights = make_network("resnet18", SHAPE, 10).state_dict()
    del weights["stem.0.weight"]
    with pytest.raises(SettingError, match=r"weights with stem\.0\.weight of 64"):
        encoder_weights(encoder_network("resnet18", 3), weights)


def test_networks_with_an_encoder_are_found_by_name():
    row = nearest_network("unet:resnet18")
    assert (row.name, row.gives, row.least) == ("unet:resnet18", "map", 32)
    network = make_network("unet:resnet18", PictureInput(channels=1, side=64), 4)
    assert network(torch.rand(2, 1, 64, 64)).shape == (2, 4, 64, 64)
    small = make_network("unet", PictureInput(channels=3, side=16), 4)
    assert small(torch.rand(2, 3, 16, 24)).shape == (2, 4, 16, 24)


@pytest.mark.parametrize("name", ["unet:unet", "unet:yolo"])
def test_an_encoder_must_be_a_network_for_classes(name):
    with pytest.raises(SettingError, match=f"unet: and a network for classes; got '{name}'"):
        nearest_network(name)
