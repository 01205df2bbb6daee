"""Trunks that begin with weights, for boxes and for pictures of pictures."""

import os
import shutil
import signal
from functools import partial

import pytest
import torch
from safetensors.torch import save_file

import netwright as nw
from boxed import boxed_folder
from netwright import store
from netwright.api._begin_trunk import expected_channels, trunk_asked, trunk_settings
from netwright.errors import DataError, SettingError, StoppedError
from netwright.models import encoder_network
from netwright.recipe import resolve
from netwright.training import _loop
from paired import masks_folder

FAST = {"epochs": 2, "plan": "fp32", "width": 0.25, "tensorboard": False, "evaluations": 2}


@pytest.fixture(scope="module")
def weights(tmp_path_factory):
    """A file with the weights of a resnet18 that learned elsewhere."""
    torch.manual_seed(5)
    path = tmp_path_factory.mktemp("weights") / "resnet18.safetensors"
    save_file(dict(encoder_network("resnet18", 3).state_dict()), path)
    return path


@pytest.fixture(scope="module")
def narrow(tmp_path_factory):
    """The same of a speedrun, a quarter as wide."""
    torch.manual_seed(6)
    path = tmp_path_factory.mktemp("weights") / "speedrun.safetensors"
    save_file(dict(encoder_network("speedrun", 3, width=0.25).state_dict()), path)
    return path


@pytest.fixture(scope="module")
def boxed(tmp_path_factory):
    return boxed_folder(tmp_path_factory.mktemp("boxed") / "set", train=12, val=4, test=4)


@pytest.fixture(scope="module")
def masks(tmp_path_factory):
    return masks_folder(tmp_path_factory.mktemp("masks") / "set", train=4, val=2, test=2)


@pytest.mark.parametrize("built", ["yolo", "unet"])
def test_a_trunk_begins_with_weights_and_keeps_their_numbers(built, weights, boxed, masks):
    folder, own = (boxed, {}) if built == "yolo" else (masks, {"void": "11"})
    look = partial(nw.inspect, folder, pretrained=str(weights), model=f"{built}:resnet18", **own)
    done = look().prepared
    part = "features.stages." if built == "yolo" else "encoder."
    begin = done.learned.begin
    assert begin
    assert all(name.startswith(part) for name in begin)
    missing, unknown = done.task.model().load_state_dict(dict(begin), strict=False)
    assert not unknown
    assert not [name for name in missing if name.startswith(part) and "num_batches" not in name]
    torch.manual_seed(5)
    kernels = encoder_network("resnet18", 3).state_dict()["stem.0.weight"]
    assert any(torch.equal(tensor, kernels) for tensor in begin.values())
    assert done.data["pretrained"]["sha256"] == store.digest(weights)
    assert f"the trunk of {built}:resnet18 begins with the weights of" in done.data["notes"][-1]
    with pytest.raises(SettingError, match="channels must be 3, as the pretrained weights expect"):
        look(channels=1)


def test_weights_say_their_network_and_its_width(data, boxed, tmp_path):
    base = nw.train(
        data / "photos", out=tmp_path, model="resnet", side=66, epochs=1, width=0.5, plan="fp32"
    )
    done = nw.inspect(boxed, pretrained=str(base.path)).prepared
    assert (done.task.network, done.task.width) == ("yolo:resnet", 0.5)
    assert done.recipe.origin("model") == "inferred"
    assert done.task.mean == base.model.task.mean
    first = done.learned.begin["features.stages.stages.0.0.weight"]
    assert torch.equal(first, base.model.network.state_dict()["features.0.weight"])
    with pytest.raises(SettingError, match=r"pretrained must be weights with features\.0\.weight"):
        nw.inspect(boxed, pretrained=str(base.path), width=1.0)


def test_without_weights_a_layer_that_whitens_begins_with_the_pictures(boxed):
    begin = nw.inspect(boxed, model="yolo:speedrun").prepared.learned.begin
    assert list(begin) == ["features.stages.stages.0.0.1.weight"]
    assert not nw.inspect(boxed, model="yolo:convnet").prepared.learned.begin
    assert not nw.inspect(boxed).prepared.learned.begin


def test_a_run_does_not_go_on_with_other_weights(narrow, boxed, tmp_path, monkeypatch):
    file = shutil.copy(narrow, tmp_path / "own.safetensors")
    with monkeypatch.context() as patched:
        patched.setattr(_loop, "WATCH_SECONDS", 0.0)
        with pytest.raises(StoppedError, match="go on with"):
            nw.train(
                boxed, pretrained=str(file), model="yolo:speedrun", out=tmp_path / "runs", **FAST,
                watch=lambda at: os.kill(os.getpid(), signal.SIGINT),
            )  # fmt: skip
    (stopped,) = (tmp_path / "runs").iterdir()
    save_file(dict(encoder_network("speedrun", 3, width=0.25).state_dict()), file)
    with pytest.raises(DataError, match="got another pretrained"):
        nw.resume(stopped)


def test_weights_need_a_network_that_takes_them(weights, boxed):
    for built, model in (("unet", "convnet"), ("yolo", "unet:resnet18"), ("yolo", "yolo")):
        settings = resolve(user={"pretrained": str(weights), "model": model}).settings
        with pytest.raises(SettingError, match=f"model must be {built}: and the network whose"):
            trunk_asked(settings, built)
    assert trunk_asked(resolve(user={}).settings, "yolo") is None
    assert trunk_settings(None, "yolo") == {}
    assert expected_channels(None, resolve(user={"channels": 1}).settings) == 1
    with pytest.raises(SettingError, match=r"pretrained must be weights with features"):
        nw.inspect(boxed, pretrained=str(weights), model="yolo:convnet")
