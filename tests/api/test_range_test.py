import os
import signal
import xml.etree.ElementTree as ET

import numpy as np
import pytest

from netwright import api
from netwright.api import _planning
from netwright.api import _range_test as module
from netwright.errors import RecipeError, SettingError, StoppedError, StorageError


@pytest.fixture(autouse=True)
def _one_core(monkeypatch):
    """Two threads for tiny networks would wait for each other most of the time."""
    monkeypatch.setattr(_planning, "cores", lambda: 1)


@pytest.fixture
def table(tmp_path):
    """A class that follows from two numbers."""
    rng = np.random.default_rng(0)
    numbers = rng.normal(size=(300, 2))
    path = tmp_path / "rows.csv"
    lines = [f"{a},{b},{'yes' if a + b > 0 else 'no'}" for a, b in numbers]
    path.write_text("\n".join(["a,b,kind", *lines]) + "\n", encoding="utf-8")
    return path


SMALL = {"target": "kind", "members": 1, "width": 0.1, "device": "cpu", "plan": "fp32"}


def test_it_suggests_rates_draws_them_and_leaves_nothing_else(table, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    said = []
    found = api.find_rate(table, say=said.append, **SMALL)
    assert set(found.suggestions) == {"steepest", "tenth", "valley"}
    assert all(1e-6 <= rate <= 10 for rate in found.suggestions.values())
    assert found.picture == "learning_rate.svg"
    assert said, "what was found in the data is said"
    root = ET.parse(tmp_path / "learning_rate.svg").getroot()
    assert root.tag.endswith("svg")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["learning_rate.svg", "rows.csv"]
    assert found.summary()["picture"] == "learning_rate.svg"


def test_equal_tests_find_equal_rates_and_the_rate_asked_for_makes_no_difference(table):
    one = api.find_rate(table, out=None, **SMALL)
    other = api.find_rate(table, out=None, learning_rate=0.5, schedule="constant", **SMALL)
    assert one == other
    assert one.picture == ""


def test_a_picture_must_be_an_svg(table):
    with pytest.raises(SettingError, match=r"out must be a file ending in \.svg; got 'a\.png'"):
        api.find_rate(table, out="a.png")


def test_settings_that_cannot_work_are_named_before_anything_is_read():
    with pytest.raises(RecipeError, match=r"epochs must be a number above 0; got 0"):
        api.find_rate("no such data", epochs=0)


def test_a_place_that_cannot_be_written_is_named(table, tmp_path):
    with pytest.raises(StorageError, match=r"choose another place for the picture"):
        api.find_rate(table, out=tmp_path / "not there" / "a.svg", **SMALL)


def test_a_signal_ends_it(table, monkeypatch):
    def asked(*args, **kwargs):
        os.kill(os.getpid(), signal.SIGTERM)

    monkeypatch.setattr(module, "range_test", asked)
    with pytest.raises(StoppedError, match=r"stopped in the range test; nothing is left behind"):
        api.find_rate(table, out=None, **SMALL)


def test_a_curve_of_no_steps_has_no_picture(table, tmp_path, monkeypatch):
    empty = module.RangeTest(rates=(), losses=(), smoothed=(), verdict="the curve says nothing")
    monkeypatch.setattr(module, "range_test", lambda *args, **kwargs: empty)
    assert api.find_rate(table, out=tmp_path / "a.svg", **SMALL).picture == ""
    assert not (tmp_path / "a.svg").exists()
