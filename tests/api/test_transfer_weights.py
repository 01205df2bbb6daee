"""Whose weights a name means, and what is said of a name that means none."""

import shutil
import sys
from types import ModuleType, SimpleNamespace

import pytest
import safetensors.torch
import torch

from netwright.api import _transfer_weights
from netwright.api._transfer_weights import expect_pretrained, find_pretrained
from netwright.errors import DataError, SettingError, UnavailableError
from netwright.models import IMAGENET, PictureInput, make_network
from netwright.models._pretrained import TORCHVISION
from netwright.recipe import Settings


def asked(name, **settings):
    return find_pretrained(Settings(pretrained=str(name), **settings))


@pytest.fixture
def resnet(tmp_path):
    """A file of a resnet18 with torchvision's names."""
    state = make_network("resnet18", PictureInput(channels=3, side=65), 10).state_dict()
    names = TORCHVISION["resnet18"]
    tensors = {}
    for name, tensor in state.items():
        layer, _, last = name.rpartition(".")
        tensors[f"{names[layer]}.{last}"] = tensor.contiguous()
    path = tmp_path / "resnet.safetensors"
    path.write_bytes(safetensors.torch.save(tensors))
    return path


def test_without_a_name_there_is_nothing_to_begin_with():
    assert find_pretrained(Settings()) is None


def test_a_run_or_its_model_folder_brings_its_form_and_its_statistics(runs):
    run = runs.photos
    for path in (run.path, run.path / "model"):
        found = asked(path)
        assert found.network == "logistic"
        assert found.pictures.mean == run.model.task.mean
        assert (found.pictures.side, found.pictures.cut) == (run.model.task.side, 1.0)
        assert found.size == {"width": 1.0, "members": 1, "activation": ""}
        assert found.weights.keys() == run.model.network.state_dict().keys()


def test_a_run_of_a_table_expects_nothing_of_pictures(runs):
    assert asked(runs.houses.path).pictures is None


def test_a_run_that_is_not_finished_is_refused(copied):
    run = copied("photos")
    (run / "manifest.json").unlink()
    with pytest.raises(SettingError, match="pretrained must be a finished run"):
        asked(run)


def test_torchvisions_names_in_a_file_tell_the_network(resnet):
    found = asked(resnet)
    assert (found.network, found.pictures) == ("resnet18", IMAGENET)
    assert found.weights["stem.0.weight"].shape == (64, 3, 7, 7)
    assert len(found.digest) == 64
    with pytest.raises(
        SettingError, match=r"model must be resnet18, whose weights .* holds, or lef"
    ):
        asked(resnet, model="mobilenet-v2")


def test_a_file_with_other_names_needs_the_networks(runs, tmp_path):
    path = shutil.copy(runs.photos.path / "model" / "model.safetensors", tmp_path)
    with pytest.raises(DataError, match="must hold a network that torchvision and netwright share"):
        asked(path)
    found = asked(path, model="logistic")
    assert (found.network, found.pictures) == ("logistic", None)


def test_a_deeper_network_of_its_family_may_begin_with_a_shallow_one(monkeypatch, tmp_path):
    found = SimpleNamespace(network="vgg11")
    monkeypatch.setattr(_transfer_weights, "_of_run", lambda name: found)
    monkeypatch.setattr(_transfer_weights, "expect_pretrained", lambda name: None)
    assert asked(tmp_path, model="vgg16") is found
    found.network = "vgg16"
    with pytest.raises(SettingError, match="model must be vgg16, whose weights"):
        asked(tmp_path, model="vgg11")


def test_published_weights_of_torchvision_are_fetched_by_name(monkeypatch, resnet):
    fetched = []
    monkeypatch.setattr(
        _transfer_weights,
        "torchvision_weights",
        lambda name: fetched.append(name) or SimpleNamespace(path=resnet),
    )
    assert asked("torchvision:resnet18").network == "resnet18"
    assert fetched == ["resnet18"]


def test_weights_of_timm_belong_to_timms_network(monkeypatch, tmp_path):
    path = tmp_path / "model.safetensors"
    path.write_bytes(safetensors.torch.save({"fc.weight": torch.ones(2, 2)}))
    stated = SimpleNamespace(
        hf_hub_id="timm/tiny.a1", input_size=(3, 64, 64), crop_pct=1.0, mean=(0.5,), std=(0.5,)
    )
    library = ModuleType("timm")
    library.list_models = lambda: ["tiny"]
    library.get_pretrained_cfg = lambda name: stated
    monkeypatch.setitem(sys.modules, "timm", library)
    monkeypatch.setattr(
        _transfer_weights, "timm_weights", lambda name: SimpleNamespace(path=tmp_path / name)
    )
    path.rename(tmp_path / "tiny.a1")
    found = asked("timm:tiny")
    assert (found.network, found.pictures.side, found.pictures.mean) == ("timm:tiny", 64, (127.5,))
    monkeypatch.setitem(sys.modules, "timm", None)
    with pytest.raises(UnavailableError, match=r"(?s)timm must be installed.*netwright\[zoo\]"):
        expect_pretrained("timm:tiny")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("torchvision:resnet19", r"(?s)got 'resnet19'.*did you mean resnet18\?"),
        ("torchvision:resnet50", "(?s)must be one of mobilenet_v2, .*halves in the 3x3"),
        ("torchvision:vgg16_bn", "has batch norm"),
        ("nothing there", "pretrained must be a run, a .safetensors file, torchvision:NAME or"),
    ],
)
def test_a_name_that_means_nothing_is_told_what_would_do(name, words):
    with pytest.raises(SettingError, match=words):
        expect_pretrained(name)


def test_a_pickle_is_sent_through_import_weights_and_a_folder_must_hold_a_model(tmp_path):
    (tmp_path / "a.pth").write_bytes(b"PK")
    with pytest.raises(SettingError, match=r"first: netwright import-weights .*a\.pth"):
        expect_pretrained(str(tmp_path / "a.pth"))
    with pytest.raises(SettingError, match="timm:NAME; this folder is none"):
        expect_pretrained(str(tmp_path))


def test_a_file_that_is_no_safetensors_says_how_to_make_one(tmp_path):
    path = tmp_path / "a.safetensors"
    path.write_bytes(b"something else, long enough")
    with pytest.raises(
        DataError, match=r"(?s)must be a whole safetensors file; got .*import-weigh"
    ):
        asked(path)
