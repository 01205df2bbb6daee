"""What is inferred and what presets change is a recipe that resolves, and a task that builds."""

import inspect
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netwright.models import NETWORKS
from netwright.recipe import resolve
from netwright.recipe._settings import Optimiser
from netwright.tasks import (
    TASKS,
    DataFacts,
    inferred_settings,
    optimiser_settings,
    preset_settings,
)
from netwright.tasks._presets import LONG, OPTIMISERS

COUNTS = st.one_of(st.integers(1, 100), st.integers(101, 10**7))
PRESETS = ("fast", "medium", "best")
PICTURES = ("image-classification", "verification", "detection", "image-to-image", "style")


def models(task):
    kind = "picture" if task in PICTURES else "table"
    gives = TASKS[task].gives
    return [name for name, row in NETWORKS.items() if kind in row.takes and row.gives == gives]


def facts(task, train, channels=1):
    if task in PICTURES:
        return DataFacts(train=train, classes=10, side=28, channels=channels)
    return DataFacts(train=train, classes=3 if task == "table-classification" else 0)


@pytest.mark.parametrize("task", TASKS)
@given(
    train=COUNTS,
    channels=st.sampled_from([1, 3]),
    minutes=st.sampled_from([None, 0.5, 10.0]),
    data=st.data(),
)
def test_every_preset_of_everything_inferred_resolves(task, train, channels, minutes, data):
    asked = data.draw(st.sampled_from(["auto", *models(task)]))
    inferred = inferred_settings(task, facts(task, train, channels), model=asked, minutes=minutes)
    epochs = []
    for preset in PRESETS:
        changed = preset_settings(preset, inferred)
        recipe = resolve(inferred=inferred, preset=changed, user={"preset": preset})
        epochs.append(recipe.settings.epochs)
        assert recipe.settings.task == task
        assert recipe.settings.model in models(task)
        assert recipe.origin("learning_rate") == "inferred"
    assert epochs[0] <= epochs[1] <= epochs[2]
    assert epochs[0] < epochs[2]


@pytest.mark.parametrize("task", TASKS)
def test_a_name_that_was_asked_for_is_kept(task):
    for name in models(task):
        found = inferred_settings(task, facts(task, 1000), model=name, minutes=None)
        assert found["model"] == name
        assert found["members"] == 1 or name in ("mlp", "embedder")
        assert not found.get("dropout") or name in ("mlp", "embedder")


@pytest.mark.parametrize("name", ["logistic", "mlp"])
def test_pictures_are_not_moved_for_networks_that_do_not_see_neighbours(name):
    shape = facts("image-classification", 1000)
    for minutes in (None, 60.0):
        found = inferred_settings("image-classification", shape, model=name, minutes=minutes)
        assert found["augment"] == "none"


def test_long_trainings_get_a_wider_network():
    shape = facts("image-classification", 50_000)
    widths = [
        inferred_settings("image-classification", shape, model="auto", minutes=minutes).get("width")
        for minutes in (None, LONG / 2, LONG)
    ]
    assert widths == [None, None, 1.5]


def test_many_small_colour_pictures_train_with_muon_and_for_long_with_another_network():
    def found(train, minutes=None, model="auto", side=32):
        shape = DataFacts(train=train, classes=10, side=side, channels=3)
        settings = inferred_settings("image-classification", shape, model=model, minutes=minutes)
        names = ("model", "optimiser", "learning_rate", "augment")
        return tuple(settings[name] for name in names)

    muon = ("muon", 0.1, "altflip+crop:2")
    assert found(10_000) == ("convnet", *muon)
    assert found(10_000, LONG) == ("speedrun", *muon)
    assert found(10_000, LONG, model="resnet20") == ("resnet20", *muon)
    usual = ("convnet", "adamw", 0.01, "shift+flip")
    assert found(9_999) == found(50_000, side=96) == usual
    assert found(50_000, LONG, side=96) == usual
    assert found(50_000, model="mlp")[1:] == ("adamw", 1e-3, "none")


def test_another_optimiser_than_muon_has_the_rate_it_has_beside_adamw():
    shape = DataFacts(train=50_000, classes=10, side=32, channels=3)
    inferred = inferred_settings("image-classification", shape, model="auto", minutes=None)
    assert optimiser_settings("adamw", inferred)["learning_rate"] == pytest.approx(0.01)
    assert optimiser_settings("nesterov", inferred)["learning_rate"] == pytest.approx(0.1)


def test_what_a_preset_changes():
    inferred = {"epochs": 9.0, "members": 8}
    assert preset_settings("medium", inferred) == {}
    assert preset_settings("fast", inferred) == {"epochs": 3.0, "members": 4}
    assert preset_settings("fast", {"epochs": 2.0, "members": 1}) == {"epochs": 1.0, "members": 1}
    assert preset_settings("best", inferred) == {"epochs": 27.0}


def test_every_optimiser_has_its_own_rate():
    assert set(OPTIMISERS) == set(get_args(Optimiser))
    inferred = {"optimiser": "adamw", "learning_rate": 0.01, "momentum": 0.7, "weight_decay": 0.02}
    found = {name: optimiser_settings(name, inferred) for name in OPTIMISERS}
    assert found["adamw"] == optimiser_settings("", inferred) == {}
    assert {name: settings.get("learning_rate") for name, settings in found.items()} == {
        "sgd": pytest.approx(1.0),
        "momentum": pytest.approx(0.1),
        "nesterov": pytest.approx(0.1),
        "adagrad": pytest.approx(0.02),
        "rmsprop": pytest.approx(0.001),
        "adam": 0.01,
        "adamw": None,
        "muon": pytest.approx(0.1),
    }
    assert found["nesterov"]["momentum"] == 0.9
    assert "momentum" not in found["adam"]
    assert {n for n, s in found.items() if s.get("weight_decay") == 5e-4} == {
        *("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam"),
    }
    assert optimiser_settings("sgd", {**inferred, "weight_decay": 0.0})["weight_decay"] == 0.0


@pytest.mark.parametrize("name", ["alexnet", "vgg16", "googlenet", "convnet", "resnet18"])
def test_the_papers_dropout_goes_with_the_papers_form(name):
    def dropout(side):
        shape = DataFacts(train=1000, classes=10, side=side, channels=3)
        return inferred_settings("image-classification", shape, model=name, minutes=None).get(
            "dropout"
        )

    assert dropout(64) is None
    paper = NETWORKS[name].paper
    argument = inspect.signature(paper.make).parameters.get("dropout") if paper else None
    assert dropout(65) == (argument.default if argument else None)


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("name", ["logistic", "mlp"])
def test_networks_that_do_not_see_neighbours_take_15_epochs_or_more(name, channels):
    for train in (1_000, 19_999, 20_000, 10**6):
        shape = facts("image-classification", train, channels)
        found = inferred_settings("image-classification", shape, model=name, minutes=None)
        assert found["epochs"] >= 15
