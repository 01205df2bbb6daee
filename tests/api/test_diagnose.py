import json

import numpy as np
import pytest

import netwright as nw
from netwright.api import diagnose_run
from netwright.errors import DataError, SettingError
from netwright.store import damages

PLAIN = {"plan": "fp32", "tensorboard": False}


def test_a_good_run_is_healthy_and_its_strategy_is_named(tmp_path):
    run = nw.train("digits", out=tmp_path, model="mlp", epochs=5, **PLAIN)
    before = sorted(str(file) for file in run.path.rglob("*"))
    found = diagnose_run(run.path, human=0.001)
    assert found.training.health == "healthy"
    assert found.training.cause is None
    assert found.strategy is not None
    assert found.strategy.cause in found.text()
    assert found.text().startswith("verdict healthy")
    for head in ("training  healthy: ", "strategy  ", "errors    "):
        assert f"\n\n{head}" in found.text()
    json.dumps(found.summary(), allow_nan=False)
    assert sorted(str(file) for file in run.path.rglob("*")) == before
    assert damages(run.path) == []


@pytest.mark.slow
def test_a_rate_that_is_too_high_is_named_with_a_better_one(tmp_path):
    run = nw.train("digits", out=tmp_path, model="mlp", epochs=5, learning_rate=1.0, **PLAIN)
    found = diagnose_run(run.path, seconds=60)  # enough on a busy machine too
    assert found.training.cause == "LR_HIGH"
    first = found.training.diagnosis.first
    assert first is not None
    assert "nan" not in " ".join(first.evidence)
    assert any("set the learning rate to" in str(advice) for advice in first.advice)
    words = "middle of the schedule one-cycle, whose highest is 1;"
    assert any(words in note for note in found.training.notes)


@pytest.mark.slow
def test_a_rate_that_is_too_low_is_named(tmp_path):
    run = nw.train("digits", out=tmp_path, model="mlp", epochs=5, learning_rate=1e-6, **PLAIN)
    assert diagnose_run(run.path, seconds=60).training.cause == "LR_LOW"


@pytest.mark.parametrize("kind", ["people", "houses", "photos"])
def test_every_kind_of_run_can_be_diagnosed(runs, kind):
    found = diagnose_run(getattr(runs, kind).path, seconds=2)
    assert not any("could not" in note for note in found.training.notes)
    assert len(found.training.verdicts) > 40
    assert (found.strategy is None) == (found.errors is None) == (kind == "houses")
    json.dumps(found.summary(), allow_nan=False)


def test_members_are_judged_as_their_mean(runs):
    found = diagnose_run(runs.people.path, seconds=1)
    assert "forks train the mean of 8 members as one network" in found.training.notes


def test_data_that_changed_are_refused(tmp_path):
    x = np.random.default_rng(0).integers(0, 255, (60, 8, 8), dtype=np.uint8)
    path = tmp_path / "pictures.npz"
    np.savez(path, x=x, y=np.arange(60) % 2)
    run = nw.train(path, out=tmp_path / "runs", model="logistic", epochs=1, **PLAIN)
    np.savez(path, x=255 - x, y=np.arange(60) % 2)
    with pytest.raises(DataError, match="changed"):
        diagnose_run(run.path)


def test_what_is_no_run_is_refused(tmp_path):
    with pytest.raises(SettingError, match="run must be a run folder"):
        diagnose_run(tmp_path)


def test_a_run_or_data_by_what_the_path_is(runs, data):
    found = nw.diagnose(runs.people.path, human=0.01, seconds=1)
    assert found.summary()["run"] == str(runs.people.path)
    assert found.verdict.lines[0] in found.verdict.text()
    assert nw.diagnose(data / "people.csv", target="label").summary()["run"] is None


def test_a_folder_of_runs_is_no_data(runs):
    with pytest.raises(SettingError, match="run must be a run folder") as caught:
        nw.diagnose(runs.out)
    assert "did you mean" in caught.value.hint


def test_settings_of_data_do_not_go_with_a_run_nor_the_other_way_round(runs, data):
    with pytest.raises(SettingError, match="target must be left out: a run knows its data"):
        nw.diagnose(runs.people.path, target="label")
    for name, value in (("human", 0.01), ("sheet", "e.csv"), ("against", runs.people.path)):
        with pytest.raises(SettingError, match=rf"{name} must be left out for data: .* is no run"):
            nw.diagnose(data / "people.csv", target="label", **{name: value})
    nw.diagnose(data / "people.csv", target="label", minutes=1)  # of data, a setting


def test_an_unfinished_run_is_judged_by_its_checkpoint(copied):
    folder = copied("people")
    (folder / "manifest.json").unlink()
    before = sorted(str(file) for file in folder.rglob("*"))
    found = diagnose_run(folder, seconds=1)
    assert found.text().startswith("not finished: judged by the checkpoint of step ")
    assert found.summary()["notes"][0] == found.note
    assert found.strategy is not None
    assert len(found.training.verdicts) > 40
    assert sorted(str(file) for file in folder.rglob("*")) == before
