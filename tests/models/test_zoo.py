"""timm by a stand-in with its four functions, so that this needs neither timm nor a network."""

import sys
from types import ModuleType, SimpleNamespace

import pytest
import torch
from torch import nn

from netwright.errors import SettingError, UnavailableError
from netwright.models import (
    PictureInput,
    Size,
    make_network,
    nearest_network,
    zoo_normalisation,
    zoo_weights,
)

STATED = SimpleNamespace(
    hf_hub_id="timm/tiny_net.a1_in1k",
    input_size=(3, 64, 64),
    crop_pct=0.95,
    mean=(0.5, 0.4, 0.6),
    std=(0.2, 0.25, 0.2),
)


@pytest.fixture
def timm(monkeypatch):
    """A library that knows ``tiny_net`` and ``foreign_net``, and what it was asked for."""
    library = ModuleType("timm")
    library.made = []

    def create_model(name, *, pretrained, num_classes, in_chans, drop_rate):
        library.made.append((name, pretrained, num_classes, in_chans, drop_rate))
        outputs = 5 if name == "odd_net" else num_classes
        return nn.Sequential(nn.Flatten(), nn.Linear(in_chans * 32 * 32, outputs))

    def get_pretrained_cfg(name):
        places = {"tiny_net": STATED, "tiny_net.a1_in1k": STATED}
        foreign = SimpleNamespace(hf_hub_id="somebody/else")
        return foreign if name == "foreign_net" else places.get(name)

    library.create_model, library.get_pretrained_cfg = create_model, get_pretrained_cfg
    library.list_models = lambda: ["tiny_net", "foreign_net", "odd_net"]
    monkeypatch.setitem(sys.modules, "timm", library)
    return library


def test_a_network_of_timm_is_built_by_its_own_function_and_fetches_nothing(timm):
    network = make_network("timm:tiny_net.a1_in1k", PictureInput(channels=3, side=32), 4)
    assert timm.made == [("tiny_net.a1_in1k", False, 4, 3, 0.0)]
    assert network(torch.zeros(2, 3, 32, 32)).shape == (2, 4)
    assert nearest_network("timm:tiny_net").takes == ("picture",)


@pytest.mark.parametrize("name", ["timm:../x", "timm:hf-hub:a/b", "timm:Tiny_net", "timm:"])
def test_only_names_in_timms_own_list_are_built(timm, name):
    with pytest.raises(SettingError, match=r"one of the 3 names of timm.list_models\(\) behind"):
        nearest_network(name)
    assert timm.made == []


def test_the_nearest_name_is_offered(timm):
    with pytest.raises(SettingError, match="did you mean timm:tiny_net"):
        nearest_network("timm:tinny_net")


def test_what_timm_states_of_its_pictures(timm):
    found = zoo_normalisation("timm:tiny_net.a1_in1k")
    assert (found.side, found.cut) == (64, 0.95)
    assert found.mean == (127.5, 102.0, 153.0)
    assert found.std == (51.0, 63.75, 51.0)
    with pytest.raises(SettingError, match="pretrained must be a network and a tag that timm know"):
        zoo_normalisation("timm:tiny_net.other")


def test_the_weights_are_those_that_timm_publishes_itself(timm):
    assert zoo_weights("timm:tiny_net") == "tiny_net.a1_in1k"
    with pytest.raises(SettingError, match="timm publishes under its own name; got 'timm:foreign"):
        zoo_weights("timm:foreign_net")


def test_settings_that_have_nothing_to_act_on_are_refused(timm):
    shape = PictureInput(channels=3, side=32)
    for size in (Size(width=2.0), Size(dropout=0.1), Size(activation="elu"), Size(init="he")):
        with pytest.raises(SettingError, match="left out for timm:tiny_net: it has its own"):
            make_network("timm:tiny_net", shape, 4, size)
    with pytest.raises(SettingError, match="side must be 32 pixels or more for timm:tiny_net"):
        make_network("timm:tiny_net", PictureInput(channels=3, side=16), 4)


def test_a_network_that_does_not_end_in_its_classes_is_refused(timm):
    with pytest.raises(SettingError, match="model must be a network that ends in its classes"):
        make_network("timm:odd_net", PictureInput(channels=3, side=32), 4)


def test_a_missing_timm_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "timm", None)
    with pytest.raises(UnavailableError, match=r'pip install "netwright\[zoo\]"'):
        nearest_network("timm:resnet18")
