"""Whose layers look: runs, files of weights, and what is refused."""

import pytest
import torch
from safetensors.torch import save_file

from netwright import store
from netwright.api import _style_features
from netwright.api._style_features import find_looker
from netwright.errors import DataError, SettingError, UnavailableError
from netwright.models import CAFFE, IMAGENET, vgg_stack


def keras(depths):
    """The tensors of a VGG as Keras 3 names them, all but empty of numbers."""
    stack = vgg_stack("vgg19" if depths[2] == 4 else "vgg16").state_dict()
    found = {}
    for stage, depth in enumerate(depths, start=1):
        for number in range(depth):
            place = f"block{stage}/layers/conv2d" + (f"_{number}" if number else "") + "/vars"
            weight = stack[f"conv{stage}_{number + 1}.weight"]
            found[f"{place}/0"] = weight.permute(2, 3, 1, 0).contiguous()
            found[f"{place}/1"] = stack[f"conv{stage}_{number + 1}.bias"]
    return found


def test_a_run_looks_with_its_own_network_and_scale(styles):
    looker = find_looker(str(styles.run))
    assert looker.network == "convnet"
    assert set(looker.layers.content) | set(looker.layers.style) == set(looker.features.layers)
    assert looker.digest == store.digest(styles.run / "model" / "model.safetensors")
    maps = looker.features(torch.rand(1, 3, 40, 60))
    assert all(m.dim() == 4 for m in maps.values())
    assert not any(p.requires_grad for p in looker.features.parameters())
    first = looker.layers.style[0]
    own = find_looker(str(styles.run), content=(first,), style=(first,))
    assert own.features.layers == (first,)
    with pytest.raises(SettingError, match="layers must be names of the network's layers"):
        find_looker(str(styles.run), content=("relu9_9",))


def test_a_vgg_of_keras_is_known_by_its_names(tmp_path):
    tensors = keras((2, 2, 3, 3, 3))
    save_file(tensors, tmp_path / "vgg.safetensors")
    looker = find_looker(str(tmp_path / "vgg.safetensors"))
    assert looker.network == "vgg16"
    assert looker.layers.content == ("relu4_2",)
    assert looker.layers.style[:2] == ("relu1_1", "relu2_1")
    assert torch.equal(looker.features.mean.flatten(), torch.tensor(CAFFE.mean))
    assert looker.digest == store.digest(tmp_path / "vgg.safetensors")


def test_weights_of_torchvision_are_asked_for_by_default(monkeypatch):
    def nowhere(settings):
        raise UnavailableError(f"{settings.pretrained} must be there; got no network")

    monkeypatch.setattr(_style_features, "find_pretrained", nowhere)
    with pytest.raises(UnavailableError, match="give other features: a run on colour pictures"):
        find_looker("torchvision:vgg19")


def test_a_network_of_torchvision_keeps_its_scale(monkeypatch):
    weights = vgg_stack("vgg16").state_dict()
    own = {}
    for name, tensor in weights.items():
        stage, number = name.removeprefix("conv").split(".")[0].split("_")
        part = name.rpartition(".")[2]
        own[f"stages.{int(stage) - 1}.{int(number) - 1}.0.{part}"] = tensor
    found = _style_features.Pretrained(
        name="torchvision:vgg16", network="vgg16", weights=own, digest="ab", pictures=IMAGENET
    )
    monkeypatch.setattr(_style_features, "find_pretrained", lambda settings: found)
    looker = find_looker("torchvision:vgg16", average_pools=True)
    assert torch.equal(looker.features.mean.flatten(), torch.tensor(IMAGENET.mean))
    assert looker.layers.content == ("relu4_2",)


def test_what_cannot_look_is_refused(styles, runs, tmp_path):
    with pytest.raises(SettingError, match=r"features must be a run, a \.safetensors file"):
        find_looker(str(tmp_path / "nothing"))
    with pytest.raises(SettingError, match="features must be a network that makes maps"):
        find_looker(str(runs.photos.path))
    with pytest.raises(SettingError, match="features must be a network for colour pictures"):
        find_looker(str(runs.people.path))
    (tmp_path / "half.safetensors").write_bytes(b"no tensors")
    with pytest.raises(DataError, match="must be a whole safetensors file; got another"):
        find_looker(str(tmp_path / "half.safetensors"))
