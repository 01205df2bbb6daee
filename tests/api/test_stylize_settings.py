"""Settings of a picture: checked, written, read."""

import json

import pytest

from netwright.api._stylize_settings import StylizeSettings, given_settings, kept_settings
from netwright.errors import DamageError, RecipeError, SettingError


def test_they_come_back_as_they_were_written():
    one = given_settings({"sizes": (64, 128, 256), "style_layers": ("a", "b"), "noise": 0.3})
    assert one.evaluations == (120, 90, 90)
    assert one.recipe.sizes == (64, 128, 256)
    assert kept_settings(json.loads(json.dumps(one.to_dict()))) == one


def test_each_layer_counts_the_same():
    cost = StylizeSettings(style_weight=3.0).cost(("c",), ("a", "b"))
    assert (cost.content, cost.style) == ({"c": 1.0}, {"a": 0.5, "b": 0.5})
    assert (cost.alpha, cost.beta, cost.gamma) == (1.0, 3.0, 0.1)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"smooth": float("inf")}, "smooth must be a finite number, 0 or more; got inf"),
        ({"content_weight": -1}, "content_weight must be a finite number, 0 or more"),
        ({"rate": 0.0}, "rate must be a finite number above 0; got 0.0"),
        ({"sizes": (16,)}, "sizes must be longer sides of 32 pixels or more"),
        ({"sizes": ()}, "sizes must be longer sides of 32 pixels or more"),
        ({"evaluations": (3,)}, "evaluations must be 1 or more for each of the sizes"),
        ({"noise": 2.0}, "noise must be a share from 0 to 1"),
        ({"style_scale": 0.0}, "style_scale must be a factor above 0"),
        ({"optimiser": "sgd"}, "optimiser must be lbfgs or adam; got 'sgd'"),
    ],
)
def test_what_cannot_work_is_refused(given, words):
    with pytest.raises(SettingError, match=words):
        given_settings(given)


def test_unknown_names_are_refused():
    with pytest.raises(RecipeError, match="size must be one of features"):
        given_settings({"size": 3})


@pytest.mark.parametrize("values", [{"sizes": [3]}, {"more": 1}, {"sizes": 3}, [], None])
def test_files_that_hold_something_else_are_damaged(values):
    with pytest.raises(DamageError, match=r"style\.json must hold the settings of a picture; got"):
        kept_settings(values)
