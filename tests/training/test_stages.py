from itertools import pairwise

import pytest
import torch
from torch import nn

from netwright.errors import SettingError
from netwright.models import Ensemble, PictureInput, Size, TableInput, make_network
from netwright.recipe import Settings
from netwright.training import stages
from netwright.training._stages import Frozen, frozen_count

PICTURE = PictureInput(channels=3, side=32)
TABLE = TableInput(numbers=2, sizes=(3, 20))


def firsts(network):
    """The first parameter of each stage."""
    return [names[0].removesuffix(".weight") for names in stages(network)]


def settings(**changed):
    return Settings(**changed)


@pytest.mark.parametrize(
    ("name", "shape", "wanted"),
    [
        ("convnet", PICTURE, ["features.0", "features.4", "head.2", "head.6"]),
        ("lenet5", PICTURE, ["features.0", "features.3", "features.6", "head.1", "head.3"]),
        ("mlp", TABLE, ["embedding.waves.frequency", "layers.0", "layers.2", "layers.4"]),
        ("logistic", TABLE, ["affine"]),
    ],
)
def test_parts_of_a_sequence_are_stages_and_norms_belong_to_the_one_before(name, shape, wanted):
    network = make_network(name, shape, 4)
    found = stages(network)
    assert firsts(network) == wanted
    assert sorted(n for names in found for n in names) == sorted(
        n for n, _ in network.named_parameters()
    )


def test_blocks_are_stages_and_the_output_layer_is_the_last():
    network = make_network("resnet", PICTURE, 4)
    found = stages(network)
    assert len(found) == 11
    assert found[0] == ["features.0.weight", "features.1.weight", "features.1.bias"]
    assert all(name.startswith("features.3.") for name in found[1])
    assert found[-1] == ["affine.weight", "affine.bias"]


def test_a_wrapped_network_is_opened_and_members_share_their_stages():
    class Wrapped(nn.Module):
        def __init__(self):
            super().__init__()
            self.inner = make_network("resnet", PICTURE, 4)
            self.scale = nn.Linear(4, 4)

    assert [names[0].split(".")[0] for names in stages(Wrapped())][-2:] == ["inner", "scale"]
    assert len(stages(Wrapped())) == 12
    network = Ensemble([make_network("convnet", PICTURE, 4) for _ in range(3)])
    found = stages(network)
    assert len(found) == len(stages(network.networks[0]))
    assert found[0][:1] == ["networks.0.features.0.weight"]
    assert {name.split(".")[1] for name in found[0]} == {"0", "1", "2"}


def test_a_norm_before_all_weights_belongs_to_the_first_stage():
    network = nn.Sequential(nn.BatchNorm1d(3), nn.Linear(3, 2), nn.ReLU(), nn.Linear(2, 1))
    assert stages(network) == [
        ["0.weight", "0.bias", "1.weight", "1.bias"],
        ["3.weight", "3.bias"],
    ]


@pytest.mark.parametrize(("freeze", "wanted"), [("none", 0), ("0", 0), ("3", 3), ("features", 4)])
def test_how_many_are_frozen(freeze, wanted):
    assert frozen_count(freeze, 5) == wanted


def test_to_freeze_all_stages_is_refused_with_their_number():
    with pytest.raises(
        SettingError, match=r"freeze must be none, features or a number below 5, .*; got '5'"
    ):
        frozen_count("5", 5)


@pytest.mark.parametrize("thaw", [0.1, 0.2, 0.5])
@pytest.mark.parametrize("steps", [40, 1000])
def test_stages_thaw_evenly_between_t0_and_its_half_way_to_the_end(thaw, steps):
    network = make_network("resnet", PICTURE, 4)
    frozen = Frozen(network, settings(freeze="features", thaw=thaw), steps)
    counts = [frozen.at(step) for step in range(steps)]
    assert counts[0] == 10
    assert counts[-1] == 0
    assert counts == sorted(counts, reverse=True)
    assert counts.index(9) == round(thaw * steps)
    assert counts.index(0) == round((1 + thaw) / 2 * steps)
    at = [next(s for s in range(steps) if counts[s] <= k) for k in range(10)]
    gaps = {b - a for a, b in pairwise(at)}
    assert max(gaps) - min(gaps) <= 1


def test_one_stage_thaws_at_t0_and_without_thaw_none_ever_does():
    network = make_network("convnet", PICTURE, 4)
    one = Frozen(network, settings(freeze="1", thaw=0.25), 100)
    assert [one.at(step) for step in (0, 24, 25, 99)] == [1, 1, 0, 0]
    kept = Frozen(network, settings(freeze="2"), 100)
    assert {kept.at(step) for step in range(100)} == {2}


def test_backward_ends_before_what_is_frozen_and_its_norms_stay():
    torch.manual_seed(0)
    network = make_network("resnet", PICTURE, 4)
    frozen = Frozen(network, settings(freeze="2", thaw=0.5), 10)
    norms = [m for m in network.modules() if isinstance(m, nn.BatchNorm2d)]
    before = [norm.running_mean.clone() for norm in norms]
    assert frozen.hold(0) == 2
    assert [norm.training for norm in norms[:4]] == [False, False, False, True]
    network(torch.randn(4, 3, 32, 32)).sum().backward()
    found = stages(network)
    named = dict(network.named_parameters())
    assert all(named[n].grad is None for names in found[:2] for n in names)
    assert all(named[n].grad is not None for names in found[2:] for n in names)
    after = [norm.running_mean for norm in norms]
    stayed = [torch.equal(a, b) for a, b in zip(before, after, strict=True)]
    assert stayed == [True] * 3 + [False] * (len(norms) - 3)

    network.eval()
    network.train()  # as an evaluation leaves it
    assert frozen.hold(4) == 2
    assert not norms[0].training
    assert frozen.hold(5) == 1
    assert [norm.training for norm in norms[:4]] == [False, True, True, True]
    assert frozen.hold(8) == 0
    assert all(norm.training for norm in norms)
    assert all(p.requires_grad for p in network.parameters())


def test_a_norm_without_parameters_is_held_with_the_layer_before_it():
    network = nn.Sequential(
        nn.Linear(3, 4), nn.BatchNorm1d(4, affine=False), nn.ReLU(), nn.Linear(4, 2)
    )
    network[3].bias.requires_grad_(False)
    frozen = Frozen(network, settings(freeze="1", thaw=0.1), 10)
    frozen.hold(0)
    assert not network[1].training
    assert network.training
    frozen.hold(9)
    assert network[0].weight.requires_grad
    assert not network[3].bias.requires_grad, "it was not to be trained from the beginning"


def test_members_are_frozen_together():
    network = make_network("convnet", PICTURE, 4, Size(members=1))
    ensemble = Ensemble([network, make_network("convnet", PICTURE, 4)])
    frozen = Frozen(ensemble, settings(freeze="features"), 10)
    frozen.hold(0)
    trained = {n for n, p in ensemble.named_parameters() if p.requires_grad}
    assert trained == {f"networks.{m}.head.6.{kind}" for m in (0, 1) for kind in ("weight", "bias")}
    assert not any(m.training for m in ensemble.modules() if isinstance(m, nn.BatchNorm2d))
