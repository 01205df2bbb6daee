"""Renamed weights give torchvision's own outputs; what does not fit is refused by name."""

import pytest
import torch
import torchvision
from torch import nn

from netwright.errors import SettingError
from netwright.models import (
    DIFFERENT,
    NETWORKS,
    PictureInput,
    TableInput,
    fitted,
    from_torchvision,
    make_network,
    output_layer,
    recognised,
)
from netwright.models._pretrained import TORCHVISION

THEIRS = {"mobilenet-v2": "mobilenet_v2"}
SMALL = ("mobilenet-v2", "resnet18", "resnet34")
VGGS = {"vgg11": "A", "vgg13": "B", "vgg16": "D", "vgg19": "E"}


def theirs(name: str) -> nn.Module:
    """torchvision's network with statistics of its own, so that norms do something."""
    torch.manual_seed(3)
    network = getattr(torchvision.models, THEIRS.get(name, name))(num_classes=7)
    for part in network.modules():
        if isinstance(part, nn.BatchNorm2d):
            part.running_mean.uniform_(-0.2, 0.2)
            part.running_var.uniform_(0.5, 2.0)
            nn.init.uniform_(part.weight, 0.5, 1.5)
    return network.eval()


def ours(name: str, outputs: int = 7, side: int = 96) -> nn.Module:
    return make_network(name, PictureInput(channels=3, side=side), outputs).eval()


@pytest.mark.parametrize("name", SMALL)
def test_equal_weights_give_equal_outputs(name):
    other, mine = theirs(name), ours(name)
    tensors = other.state_dict()
    assert recognised(tensors) == name
    mine.load_state_dict(fitted(mine, from_torchvision(name, tensors), origin="there"))
    pictures = torch.randn(2, 3, 96, 96)
    with torch.inference_mode():
        torch.testing.assert_close(mine(pictures), other(pictures), rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("name", VGGS)
def test_vgg_has_the_same_filters_and_the_same_affine_layers(name):
    with torch.device("meta"):  # names and shapes alone: a VGG holds 550 MB
        other = getattr(torchvision.models, name)(num_classes=7, init_weights=False)
        mine = make_network(name, PictureInput(channels=3, side=224), 7)
    tensors = other.state_dict()
    assert recognised(tensors) == name
    found = fitted(mine, from_torchvision(name, tensors), origin="there")
    assert found.keys() == mine.state_dict().keys()
    torch.manual_seed(4)
    filters = torchvision.models.vgg.make_layers(torchvision.models.vgg.cfgs[VGGS[name]], False)
    small = make_network(name, PictureInput(channels=3, side=65), 7).stages
    named = {f"features.{n}": t for n, t in filters.state_dict().items()}
    state = from_torchvision(name, named)
    small.load_state_dict({n.removeprefix("stages."): t for n, t in state.items()})
    pictures = torch.randn(1, 3, 65, 65)
    with torch.inference_mode():
        torch.testing.assert_close(small(pictures), filters(pictures), rtol=1e-5, atol=1e-5)


def test_every_layer_of_a_table_is_one_of_ours_and_one_of_theirs():
    for name, layers in TORCHVISION.items():
        with torch.device("meta"):
            mine = make_network(name, PictureInput(channels=3, side=224), 10)
        assert set(layers) == {n.rpartition(".")[0] for n in mine.state_dict()}
        assert len(set(layers.values())) == len(layers)


def test_names_that_are_no_familys_are_not_recognised():
    with torch.device("meta"):
        for name in DIFFERENT:
            options = {"aux_logits": False, "init_weights": False} if name == "googlenet" else {}
            other = getattr(torchvision.models, name)(**options)
            assert recognised(other.state_dict()) == ""
    assert recognised([]) == ""


def test_another_number_of_classes_leaves_the_output_layer_out():
    mine = ours("resnet18", outputs=2)
    found = fitted(mine, from_torchvision("resnet18", theirs("resnet18").state_dict()), origin="x")
    assert set(mine.state_dict()) - set(found) == {"affine.weight", "affine.bias"}


def test_counters_of_norms_may_be_missing():
    mine, weights = ours("resnet18"), ours("resnet18").state_dict()
    few = {name: t for name, t in weights.items() if not name.endswith("num_batches_tracked")}
    assert set(fitted(mine, few, origin="x")) == set(few)


def test_what_does_not_fit_is_named_with_both_shapes():
    wide = make_network("convnet", PictureInput(channels=3, side=32), 5).state_dict()
    grey = make_network("convnet", PictureInput(channels=1, side=32), 5)
    first = next(iter(wide))
    words = rf"weights with {first} of \d+ x 1 x \d x \d; got 'a run, {first} of \d+ x 3 x \d x \d'"
    with pytest.raises(SettingError, match=words):
        fitted(grey, wide, origin="a run")
    mine = make_network("convnet", PictureInput(channels=3, side=32), 5)
    lacking = {name: t for name, t in wide.items() if name != first}
    with pytest.raises(SettingError, match=rf"of \d+ x 3 x \d x \d; got 'a run, no {first}'"):
        fitted(mine, lacking, origin="a run")
    more = {**wide, "more.weight": torch.zeros(3)}
    with pytest.raises(SettingError, match=r"with no more.weight; got 'a run, more.weight of 3'"):
        fitted(mine, more, origin="a run")


@pytest.mark.parametrize("name", sorted(n for n, row in NETWORKS.items() if row.gives == "classes"))
def test_the_output_layer_is_the_last_one_with_weights(name):
    row = NETWORKS[name]
    shape = PictureInput(channels=3, side=64)
    with torch.device("meta"):
        network = make_network(name, shape, 13)
    layer = network.get_submodule(output_layer(network))
    assert 13 in layer.weight.shape or 13 in next(layer.parameters()).shape
    if "table" in row.takes:
        table = make_network(name, TableInput(numbers=4, sizes=()), 13)
        assert 13 in next(table.get_submodule(output_layer(table)).parameters()).shape


def test_a_network_without_weights_has_no_output_layer():
    assert output_layer(nn.Linear(2, 3)) == ""
    with pytest.raises(SettingError, match="network must be one that has weights; got 'ReLU'"):
        output_layer(nn.ReLU())
