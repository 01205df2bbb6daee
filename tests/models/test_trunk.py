"""Trunks of networks of ours, and of timm's by a stand-in with the functions that are used."""

import pytest
import torch
from torch import nn

from netwright.errors import SettingError
from netwright.models import (
    PictureInput,
    Whitening,
    encoder_network,
    make_network,
    trunk_of,
    trunk_stages,
    trunk_weights,
)


class ZooNetwork(nn.Module):
    """Three maps at 4, 8 and 16 pixels, and a head behind them."""

    def __init__(self, sides=(4, 8, 16)):
        super().__init__()
        self.parts = nn.ModuleList(
            nn.Conv2d(3 if not n else 4 * n, 4 * n + 4, 3, 4 if not n else 2, 1) for n in range(3)
        )
        self.feature_info = [
            {"num_chs": 4 * n + 4, "reduction": side} for n, side in enumerate(sides)
        ]
        self.head = nn.Linear(12, 2)

    def prune_intermediate_layers(self, indices, prune_norm, prune_head):
        assert prune_norm
        assert prune_head
        self.parts, self.head = self.parts[: max(indices) + 1], nn.Identity()

    def forward_intermediates(self, x, indices, stop_early, intermediates_only):
        assert stop_early
        assert intermediates_only
        maps = []
        for part in self.parts:
            x = part(x)
            maps.append(x)
        return [maps[index] for index in indices]


def test_convolutions_that_lose_a_rim_keep_it():
    network = encoder_network("convnet", 3)
    assert network.features[0].padding == (0, 0)
    stages, widths, first = trunk_stages(network)
    assert network.features[0].padding == (2, 2)  # 5 x 5
    maps = stages(torch.rand(2, 3, 96, 64))
    assert [tuple(m.shape[2:]) for m in maps[-2:]] == [(12, 8), (6, 4)]
    assert (first, len(widths)) == (1, len(maps))


def test_a_kernel_without_a_middle_grows_on_one_side():
    trunk = trunk_of(encoder_network("speedrun", 3))
    pad, whitening = trunk[0]
    assert isinstance(whitening, Whitening)
    pictures = torch.rand(1, 3, 8, 8)
    assert trunk[0](pictures).shape[2:] == (8, 8)
    torch.testing.assert_close(trunk[0](pictures)[..., :7, :7], whitening(pictures))
    assert not pad(pictures)[..., 8].any()


def test_a_coarser_map_than_asked_for_is_left_out():
    _, widths, first = trunk_stages(encoder_network("resnet18", 3), coarsest=16)
    assert (first, widths) == (2, (64, 64, 128, 256))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("googlenet", "trunk must be a network of layers one after the other; got 'GoogLeNet'"),
        ("lenet5", "layers that take a picture of 64 pixels .*; got 'Conv2d on 16 x 16 x 16'"),
        ("alexnet", r"layers whose sides halve from stage to stage; got \[15, 7, 3, 1\]"),
    ],
)
def test_what_has_no_such_trunk_is_refused(name, words):
    with pytest.raises(SettingError, match=words):
        trunk_stages(encoder_network(name, 3))


def test_a_network_of_timm_gives_the_maps_that_it_names():
    network = ZooNetwork()
    weights = {**network.state_dict(), "parts.0.bias": torch.ones(4)}
    stages, widths, first = trunk_stages(network, coarsest=8)
    assert (first, widths) == (4, (4, 8))
    pictures = torch.rand(2, 3, 32, 32)
    assert [tuple(m.shape[1:]) for m in stages(pictures)] == [(4, 8, 8), (8, 4, 4)]
    found = trunk_weights(network, stages, weights)
    assert set(found) == {
        f"network.parts.{n}.{kind}" for n in (0, 1) for kind in ("weight", "bias")
    }
    stages.load_state_dict(found)
    assert network.parts[0].bias.tolist() == [1, 1, 1, 1]


@pytest.mark.parametrize("sides", [(16, 16, 16), (4, 16, 32), (8, 64, 128)])
def test_a_network_of_timm_must_halve(sides):
    with pytest.raises(SettingError, match="trunk must be a network of timm whose sides halve"):
        trunk_stages(ZooNetwork(sides))


class OneSize(ZooNetwork):
    """As a transformer with positions for one size of picture."""

    def forward_intermediates(self, x, indices, stop_early, intermediates_only):
        assert x.shape[2] == 224, f"Input height ({x.shape[2]}) doesn't match model (224)."


class ChannelsBehind(ZooNetwork):
    def forward_intermediates(self, x, indices, stop_early, intermediates_only):
        maps = super().forward_intermediates(x, indices, stop_early, intermediates_only)
        return [one.permute(0, 2, 3, 1) for one in maps]


def test_a_network_of_timm_for_one_size_of_picture_is_refused():
    with pytest.raises(SettingError, match="takes pictures of any size") as refused:
        trunk_stages(OneSize())
    assert "got 'OneSize'" in str(refused.value)
    assert "it says: Input height (64) doesn't match model (224)." in refused.value.hint


def test_a_network_of_timm_without_maps_by_channel_is_refused():
    words = r"whose maps are \(pictures, channels, height, width\): \[\(1, 4, 16, 16\)"
    with pytest.raises(SettingError, match=words):
        trunk_stages(ChannelsBehind(), coarsest=8)


def test_looking_at_a_network_of_timm_leaves_it_as_it_was():
    assert trunk_stages(ZooNetwork())[0].training
    assert not trunk_stages(ZooNetwork().eval())[0].network.training


def test_weights_are_looked_up_by_the_network_they_belong_to():
    network = make_network("resnet", PictureInput(channels=1, side=96), 2)
    weights = {n: t + 1 for n, t in network.state_dict().items() if "num_batches" not in n}
    stages, _, _ = trunk_stages(network, channels=1)
    found = trunk_weights(
        network, nn.ModuleDict({"below": stages, "new": nn.Linear(2, 2)}), weights
    )
    assert all(name.startswith("below.stages.") for name in found)
    assert len(found) == sum(name.startswith("features.") for name in weights)
    assert torch.equal(found["below.stages.0.0.weight"], weights["features.0.weight"])
    other = {**weights, "features.0.weight": torch.zeros(3)}
    with pytest.raises(SettingError, match=r"features\.0\.weight of 16 x 1 x 3 x 3; got '3'"):
        trunk_weights(network, stages, other)
