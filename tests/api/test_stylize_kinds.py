"""Kinds of the settings of a picture: each is told apart before it is used."""

from dataclasses import fields

import pytest

from netwright.api import resume_style, stylize
from netwright.api._stylize_kinds import KINDS, expect_kind, expect_path
from netwright.api._stylize_settings import StylizeSettings
from netwright.errors import SettingError


def test_every_setting_has_its_kind_and_fits_it_by_default():
    assert list(KINDS) == [field.name for field in fields(StylizeSettings)]
    for field in fields(StylizeSettings):
        expect_kind(field.name, field.default)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("style_weight", "100", "style_weight must be a number; got '100'"),
        ("smooth", True, "smooth must be a number; got True"),
        ("rate", [0.1], "rate must be a number; got"),
        ("noise", "much", "noise must be a number; got 'much'"),
        ("sizes", 256, "sizes must be a tuple or list of whole numbers; got 256"),
        ("sizes", (64.5,), "sizes must be a tuple or list of whole numbers; got"),
        ("evaluations", 100, "evaluations must be a tuple or list of whole numbers; got 100"),
        ("style_layers", "relu1_1", "style_layers must be a tuple or list of strings; got"),
        ("content_layers", (4,), "content_layers must be a tuple or list of strings; got"),
        ("keep_colours", "no", "keep_colours must be True or False; got 'no'"),
        ("half", 1, "half must be True or False; got 1"),
        ("seed", 1.5, "seed must be a whole number; got 1.5"),
        ("features", 19, "features must be a string; got 19"),
        ("optimiser", 3, "optimiser must be a string; got 3"),
    ],
)
def test_settings_of_another_kind_are_refused_before_a_picture_is_read(name, value, words):
    with pytest.raises(SettingError, match=words):
        stylize("no such content", "no such style", **{name: value})


def test_a_list_counts_as_a_tuple():
    with pytest.raises(SettingError, match="sizes must be longer sides of 32 pixels or more"):
        stylize("no such content", "no such style", sizes=[16])


@pytest.mark.parametrize("name", ["content", "style", "out"])
def test_paths_of_another_kind_are_refused(name):
    given = {"content": "no such content", "style": "no such style", name: 3}
    with pytest.raises(SettingError, match=f"{name} must be a path, as a string or a pathlib"):
        stylize(**given)


def test_a_run_of_another_kind_is_refused():
    with pytest.raises(SettingError, match="run must be a path, as a string or a pathlib"):
        resume_style(3)


def test_a_path_is_made_of_a_string(tmp_path):
    assert expect_path("out", str(tmp_path)) == tmp_path == expect_path("out", tmp_path)
