"""Trainings that begin with a run's weights, on the small photos of ``conftest``."""

import os
import shutil
import signal

import numpy as np
import pytest
import torch

import netwright as nw
from netwright import store
from netwright.api._transfer import begin_settings, is_constant, whole_weights
from netwright.errors import DataError, RecipeError, SettingError, StoppedError
from netwright.recipe import Settings
from netwright.tasks import DataFacts, FrozenFeatures

SAME = ("history.jsonl", "model/model.safetensors", "model/model.json", "data.json", "recipe.toml")
BASE = {"model": "convnet", "width": 0.25, "side": 16, "epochs": 1, "plan": "fp32"}
TRANSFER = {"plan": "fp32", "epochs": 6, "tensorboard": False}


@pytest.fixture(scope="module")
def base(data, tmp_path_factory):
    """A run whose weights others begin with."""
    return nw.train(data / "photos", out=tmp_path_factory.mktemp("base"), **BASE)


@pytest.fixture(scope="module")
def frozen(data, base, tmp_path_factory):
    """A run that trained the output layer alone, and what it said."""
    said = []
    out = tmp_path_factory.mktemp("frozen")
    run = nw.train(data / "photos", out=out, pretrained=str(base.path), say=said.append, **TRANSFER)
    return run, said


def test_few_pictures_train_the_output_layer_alone_on_features(frozen, base):
    run, said = frozen
    assert run.recipe.settings.freeze == "features"
    assert run.recipe.settings.width == 0.25
    assert run.recipe.origin("model") == "inferred"
    note = f"convnet begins with the weights of {base.path}; all but the output layer stay as they"
    assert any(line.startswith(note) for line in said)
    data = store.read_json(run.path / "data.json")
    assert any(line.startswith(note) for line in data["notes"])
    assert data["pretrained"]["sha256"] == store.digest(base.path / "model" / "model.safetensors")
    weights = next((run.path / "checkpoints").glob("step-*")) / "weights.safetensors"
    assert weights.stat().st_size < 10_000


def test_the_kept_layer_is_back_in_its_network_and_answers_pictures(frozen, base, data):
    run, _ = frozen
    before, after = base.model.network.state_dict(), run.model.network.state_dict()
    changed = {name for name in after if not torch.equal(before[name], after[name])}
    assert changed == {"head.6.weight", "head.6.bias"}
    assert nw.evaluate(run).scores["accuracy"].value == run.goal["value"]
    assert nw.verify(run.path).damages == ()
    assert run.predict(data / "photos" / "dark" / "00.png")[0]["label"] in ("dark", "light")


def test_it_is_reproduced_to_the_byte_also_without_its_cache(frozen):
    run, _ = frozen
    assert nw.reproduce(run.path).identical
    shutil.rmtree(store.cache_folder("features"))
    assert nw.reproduce(run.path).identical


def test_a_resumed_run_is_the_one_that_was_never_stopped(frozen, base, data, tmp_path, monkeypatch):
    from netwright.training import _loop

    with monkeypatch.context() as patched:
        patched.setattr(_loop, "WATCH_SECONDS", 0.0)
        with pytest.raises(StoppedError, match="go on with"):
            nw.train(
                data / "photos", out=tmp_path, pretrained=str(base.path), **TRANSFER,
                watch=lambda at: os.kill(os.getpid(), signal.SIGINT),
            )  # fmt: skip
    (stopped,) = tmp_path.iterdir()
    done, (whole, _) = nw.resume(stopped), frozen
    for name in SAME:
        assert (done.path / name).read_bytes() == (whole.path / name).read_bytes(), name


def test_other_weights_under_the_name_are_not_gone_on_with(base, data, tmp_path, monkeypatch):
    from netwright.training import _loop

    first = shutil.copytree(base.path, tmp_path / "first", symlinks=True)
    with monkeypatch.context() as patched:
        patched.setattr(_loop, "WATCH_SECONDS", 0.0)
        with pytest.raises(StoppedError, match="go on with"):
            nw.train(
                data / "photos", out=tmp_path / "runs", pretrained=str(first), **TRANSFER,
                watch=lambda at: os.kill(os.getpid(), signal.SIGINT),
            )  # fmt: skip
    again = nw.train(data / "photos", out=tmp_path, seed=1, **BASE)
    shutil.rmtree(first)
    shutil.copytree(again.path, first, symlinks=True)
    (stopped,) = (tmp_path / "runs").iterdir()
    with pytest.raises(DataError, match="got another pretrained"):
        nw.resume(stopped)


def test_all_of_it_learns_where_that_is_asked(base, data, tmp_path):
    said = []
    run = nw.train(
        data / "photos", out=tmp_path, pretrained=str(base.path), freeze="none", learning_rate=1e-9,
        say=said.append, **{**TRANSFER, "epochs": 1},
    )  # fmt: skip
    assert any(line.endswith("all of it learns") for line in said)
    before, after = base.model.network.state_dict(), run.model.network.state_dict()
    for name, tensor in after.items():
        if "running" not in name and "num_batches" not in name:
            torch.testing.assert_close(tensor, before[name], rtol=1e-3, atol=1e-5)


def test_other_classes_get_a_new_output_layer(base, tmp_path, data):
    from PIL import Image

    random = np.random.default_rng(5)
    folder = tmp_path / "three"
    shutil.copytree(data / "photos", folder)
    (folder / "red").mkdir()
    for number in range(9):
        pixels = random.integers(0, 60, (12, 10, 3)).astype(np.uint8) + np.uint8([150, 0, 0])
        Image.fromarray(pixels).save(folder / "red" / f"{number}.png")
    said = []
    run = nw.train(
        folder, out=tmp_path / "runs", pretrained=str(base.path), say=said.append, **TRANSFER
    )
    assert any("; its output layer, head.6, is new; all but" in line for line in said)
    assert run.model.network.head[6].out_features == 3


def test_what_does_not_fit_is_refused_before_training(base, data, tmp_path):
    def begun(**settings):
        return nw.train(data / "photos", out=tmp_path, pretrained=str(base.path), **settings)

    with pytest.raises(SettingError, match=r"pretrained must be weights with features.0.weight of"):
        begun(width=0.5)
    with pytest.raises(SettingError, match="channels must be 3, as the pretrained weights expect"):
        begun(channels=1)
    with pytest.raises(SettingError, match="model must be convnet, whose weights"):
        begun(model="resnet")
    with pytest.raises(RecipeError, match=r"pretrained must be a run, a .safetensors file"):
        nw.train(data / "photos", out=tmp_path, pretrained="nothing")
    assert not list(tmp_path.iterdir())


def test_a_table_begins_afresh(data, base, tmp_path):
    words = "pretrained must be left out for tables; got"
    with pytest.raises(RecipeError, match=words):
        nw.train(data / "people.csv", out=tmp_path, target="label", pretrained=str(base.path))


@pytest.mark.parametrize(
    ("changed", "constant"),
    [
        ({}, True),
        ({"augment": "flip"}, False),
        ({"tta": "all"}, False),
        ({"thaw": 0.5}, False),
        ({"dropout": 0.1}, False),
        ({"members": 2}, False),
    ],
)
def test_features_are_made_once_only_where_nothing_changes_them(changed, constant):
    assert is_constant(Settings(freeze="features", **changed)) == constant


def test_what_the_loop_sees_goes_back_by_name(base, data):
    prepared = nw.inspect(data / "photos", pretrained=str(base.path), plan="fp32").prepared
    learned = prepared.learned
    assert isinstance(learned.task, FrozenFeatures)
    assert learned.examples.arrays["features"].shape[0] == prepared.examples.count
    assert learned.settings.freeze == "none"
    assert not any(name.startswith("head.6.") for name in learned.frozen)
    whole = whole_weights(prepared, {"output.weight": torch.ones(1), "output.bias": torch.zeros(1)})
    assert whole.keys() == prepared.task.model().state_dict().keys()
    fresh = nw.inspect(data / "photos", plan="fp32").prepared
    assert fresh.learned.task is fresh.task
    assert whole_weights(fresh, {"a": torch.ones(1)}).keys() == {"a"}


def test_a_fresh_start_brings_no_settings():
    assert begin_settings(None, DataFacts(train=10), {}) == {}


def test_a_deeper_vgg_begins_with_a_shallower_one(data, tmp_path):
    small = {"side": 32, "epochs": 1, "plan": "fp32", "freeze": "none"}
    shallow = nw.train(data / "photos", out=tmp_path / "a", model="vgg11", width=0.1875, **small)
    deep = nw.inspect(
        data / "photos", pretrained=str(shallow.path), model="vgg13", width=0.25, **small
    ).prepared
    begin = deep.learned.begin
    assert begin["stages.0.0.0.weight"].equal(shallow.model.network.stages[0][0][0].weight)
    assert "stages.0.1.0.weight" not in begin
    note = f"vgg13 begins with the weights of {shallow.path}, a vgg11; all of it learns"
    assert note in deep.data["notes"]
