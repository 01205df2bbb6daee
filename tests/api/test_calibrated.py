import json

import pytest

import netwright as nw
from calibrations import made_calibration
from netwright import store
from netwright.api import _calibrated
from netwright.api._calibrated import (
    calibration_file,
    environment_words,
    kept_calibration,
    recorded,
)
from netwright.errors import StorageError

FAST = {"target": "label", "model": "logistic", "epochs": 1, "plan": "fp32"}


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    """A cache of this test's own."""
    monkeypatch.setenv("NETWRIGHT_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def _keep(calibration):
    store.write_json(calibration_file(), calibration.to_dict())


def test_what_is_kept_is_found_again_on_this_machine_only(cache, monkeypatch):
    assert kept_calibration() is None
    assert recorded() == {}
    _keep(made_calibration())
    assert calibration_file().parent == cache / "calibrations"
    assert kept_calibration() == made_calibration()
    monkeypatch.setattr(_calibrated, "machine_key", lambda: "another")
    assert kept_calibration() is None


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"rates": []}'])
def test_a_damaged_file_is_as_good_as_none(text):
    calibration_file().write_text(text)
    assert kept_calibration() is None
    assert recorded() == {}


def test_a_cache_that_cannot_be_made_is_as_good_as_none(monkeypatch):
    def fail(*_):
        raise StorageError("the cache must be writable")

    monkeypatch.setattr(store, "cache_folder", fail)
    assert recorded() == {}


def test_a_run_records_it_and_is_the_same_run(data, tmp_path, cache):
    without = nw.train(data / "people.csv", out=tmp_path / "a", **FAST)
    assert "calibration" not in json.loads((without.path / "environment.json").read_text())
    assert not list(cache.glob("calibrations/*"))  # a training does not measure
    _keep(made_calibration())
    run = nw.train(data / "people.csv", out=tmp_path / "b", **FAST)
    facts = json.loads((run.path / "environment.json").read_text())
    assert facts["calibration"] == json.loads(json.dumps(made_calibration().to_dict()))
    for name in ("history.jsonl", "model/model.safetensors", "recipe.toml"):
        assert (run.path / name).read_bytes() == (without.path / name).read_bytes()
    _keep(made_calibration({"matrix fp32": 1.0}))
    assert nw.verify(run.path).damages == ()
    again = nw.reproduce(run.path)
    assert (again.identical, again.because) == (True, ())
    words = "2026-01-02 03:04: matrix fp32 100 GFLOP/s, matrix bf16 400 GFLOP/s"
    for name in ("report.html", "card.md"):
        text = (run.path / name).read_text().replace("\\", "")
        assert words in text, name
        assert "GFLOP/s" not in (without.path / name).read_text()


def test_words_of_an_environment_are_one_line_each():
    facts = {"torch": "2.14.1", "calibration": made_calibration({"copy": None}).to_dict()}
    words = environment_words(json.loads(json.dumps(facts)))
    assert words["torch"] == "2.14.1"
    assert words["calibration"].startswith("2026-01-02 03:04: matrix fp32 100 GFLOP/s, ")
    assert words["calibration"].endswith(", convolution bf16 channels_last 160 GFLOP/s")
    assert environment_words({"calibration": {"rates": 3}}) == {"calibration": "damaged"}
    assert environment_words({"calibration": None}) == {"calibration": "damaged"}
