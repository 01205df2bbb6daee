import pytest
import torch
from torch import nn

from netwright.errors import SettingError
from netwright.models import PictureInput, Size, features, head_of, make_network

NAMES = ["logistic", "mlp", "convnet", "mobilenet-v2", "vgg11", "googlenet"]


@pytest.mark.parametrize("name", NAMES)
def test_features_through_the_output_layer_are_the_networks_answer(name):
    torch.manual_seed(0)
    network = make_network(name, PictureInput(channels=3, side=32), 4).eval()
    pictures = torch.randn(3, 3, 32, 32)
    with torch.inference_mode():
        made = features(network, pictures)
        assert made.dim() == 2
        torch.testing.assert_close(head_of(network)(made), network(pictures))
    assert [name for name, _ in head_of(network).named_parameters()] == [
        "output.weight",
        "output.bias",
    ]


def test_a_network_of_members_has_no_single_output_layer():
    network = make_network("mlp", PictureInput(channels=1, side=8), 3, Size(members=2))
    words = "freeze must be none or a number for Mlp, which ends in a Members; got 'features'"
    with pytest.raises(SettingError, match=words):
        head_of(network)


def test_the_hook_is_gone_afterwards():
    network = nn.Sequential(nn.Linear(3, 2), nn.ReLU(), nn.Linear(2, 5))
    assert features(network, torch.ones(4, 3)).shape == (4, 2)
    assert not any(part._forward_pre_hooks for part in network.modules())
