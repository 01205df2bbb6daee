"""An embedder whose trunk learned elsewhere."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

import netwright as nw
from bars import bars_folder
from netwright.api._people import _form
from netwright.api._transfer_weights import Pretrained
from netwright.data import open_source
from netwright.errors import SettingError
from netwright.models import IMAGENET, encoder_network
from netwright.recipe import resolve

FAST = {"task": "verification", "side": 32, "plan": "fp32"}


@pytest.fixture(scope="module")
def weights(tmp_path_factory):
    """A file with the weights of a narrow convnet that learned elsewhere, and which it is."""
    torch.manual_seed(4)
    path = tmp_path_factory.mktemp("weights") / "convnet.safetensors"
    save_file(dict(encoder_network("convnet", 3, width=0.25).state_dict()), path)
    return {"pretrained": str(path), "model": "embedder:convnet", "width": 0.25}


@pytest.fixture(scope="module")
def people(tmp_path_factory):
    return bars_folder(tmp_path_factory.mktemp("people") / "faces")


def test_few_pictures_keep_the_trunk_and_the_end_that_follows_from_them(weights, people, tmp_path):
    run = nw.train(people, out=tmp_path, **FAST, **weights)
    done = nw.inspect(people, **FAST, **weights).prepared
    begin, settings = done.learned.begin, done.recipe.settings
    assert (settings.freeze, settings.dims, settings.members) == ("features", 256, 1)
    assert {name.split(".")[1] for name in begin} == {"stages", "end"}
    kept = run.model.network.state_dict()
    assert all(torch.equal(kept[name], tensor) for name, tensor in begin.items())
    assert begin["network.end.2.weight"].any()
    assert nw.reproduce(run.path).identical
    note = done.data["notes"][-1]
    assert note.startswith("the trunk of embedder:convnet begins with the weights of")
    assert note.endswith("what is built on it follows from the pictures; both stay")
    assert done.task.channels == 3


def test_mirror_images_count_where_training_mirrors(weights, people):
    plain, mirrored = (
        nw.inspect(people, **FAST, **weights, augment=augment).prepared.learned.begin
        for augment in ("none", "flip")
    )
    name = "network.end.2.weight"
    assert not torch.equal(plain[name], mirrored[name])


def test_of_many_pictures_some_will_do(weights, people, monkeypatch):
    from netwright.api import _people_start

    seen = []
    monkeypatch.setattr(_people_start, "MOST", 10)
    monkeypatch.setattr(
        _people_start, "prepared_batch",
        lambda task, stored, make=_people_start.prepared_batch: (
            seen.extend(stored["label"].tolist()), make(task, stored)
        )[1],
    )  # fmt: skip
    nw.inspect(people, **FAST, **weights)
    assert len(seen) == 10
    assert len(np.unique(seen)) > 5


def test_each_of_several_members_begins_so(weights, people):
    begin = nw.inspect(people, **FAST, **weights, members=2).prepared.learned.begin
    first, second = (
        {n.partition("network.")[2]: t for n, t in begin.items() if n.startswith(f"networks.{m}.")}
        for m in (0, 1)
    )
    assert first.keys() == second.keys()
    assert len(first) + len(second) == len(begin)
    assert all(torch.equal(tensor, second[name]) for name, tensor in first.items())


@pytest.mark.parametrize(
    ("settings", "words", "epochs"),
    [
        ({}, "both stay", 1.0),
        ({"freeze": "none"}, "all of it learns", 120.0),
        ({"freeze": "1"}, "the first stages stay", 120.0),
        ({"objective": "triplet"}, "the output layer learns", 120.0),
        ({"objective": "siamese"}, "the output layer learns", 120.0),
    ],
)
def test_what_learns_is_said(weights, people, settings, words, epochs):
    done = nw.inspect(people, **FAST, **weights, **settings).prepared
    assert done.data["notes"][-1].endswith(f"follows from the pictures; {words}")
    assert done.recipe.settings.epochs == epochs


@pytest.mark.parametrize("objective", ["triplet", "siamese"])
def test_the_output_layer_alone_learns_where_it_is_kept(weights, people, tmp_path, objective):
    asked = {**FAST, **weights, "objective": objective, "dims": 8, "epochs": 1}
    run = nw.train(people, out=tmp_path, **asked)
    begin, kept = (nw.inspect(people, **asked).prepared.learned.begin,
                   run.model.network.state_dict())  # fmt: skip
    moved = {name for name, tensor in begin.items() if not torch.equal(kept[name], tensor)}
    assert all(name.startswith("network.end.") for name in moved)
    assert moved  # the end is the output layer, or a part of it


def test_faces_are_not_cut_for_weights_that_usually_cut(people):
    given = Pretrained(name="x", network="convnet", weights={}, digest="", pictures=IMAGENET)
    source = open_source(people)
    form = _form(source, resolve(user={}), given)
    assert (form.side, form.channels, form.cut) == (IMAGENET.side, 3, 1.0)
    assert IMAGENET.cut < 1
    assert _form(source, resolve(user={"side": 40}), given).side == 40
    assert _form(source, resolve(user={}), replace(given, pictures=None)).side == 32  # the least
    assert _form(source, resolve(user={}), None).side == 16
    with pytest.raises(SettingError, match="channels must be 3, as the pretrained weights expect"):
        _form(source, resolve(user={"channels": 1}), given)


def test_weights_are_not_for_another_networks_trunk(weights, people):
    with pytest.raises(SettingError, match="model must be embedder: and the network whose"):
        nw.inspect(people, **FAST, **{**weights, "model": "convnet"})
