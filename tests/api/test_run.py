import importlib
import re
import shutil

import pytest

import netwright as nw
from netwright.errors import DamageError, SettingError

NAMES = [
    "Run",
    "compare",
    "diagnose",
    "evaluate",
    "explain",
    "improve",
    "inspect",
    "keras_callback",
    "lightning_callback",
    "load",
    "reproduce",
    "resume",
    "stylize",
    "train",
    "transformers_callback",
    "verify",
    "watch",
]


def test_the_package_offers_the_commands_as_functions():
    assert sorted(nw.__all__) == sorted([*NAMES, "diagnosis"])
    assert nw.diagnosis is importlib.import_module("netwright.diagnosis")
    assert set(NAMES) <= set(dir(nw))
    assert dir(nw) == sorted(dir(nw))
    assert all(callable(getattr(nw, name)) for name in NAMES)
    with pytest.raises(AttributeError, match="module 'netwright' has no attribute 'tarin'"):
        _ = nw.tarin


def test_a_loaded_run_is_the_one_that_was_trained(runs):
    again = nw.load(runs.people.path)
    assert repr(again) == f"Run({str(runs.people.path)!r})"
    assert again.goal == runs.people.goal
    assert again.measures == runs.people.measures
    assert again.summary() == runs.people.summary()
    assert again.report.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert nw.load(str(again.path)).path == again.path


def test_the_goal_is_one_of_the_measures(runs):
    for run in (runs.people, runs.houses, runs.photos):
        goal = run.goal
        assert set(goal) == {"measure", "value", "standard_error", "trivial", "split"}
        assert goal["value"] == run.measures[goal["split"]][goal["measure"]]
        assert set(run.measures) == {"train", "val", "test"}
    assert set(runs.houses.measures["test"]) >= {"r2", "rmse", "mae", "rmse_log"}


def test_the_history_has_a_line_for_each_evaluation(runs):
    steps = [line["step"] for line in runs.people.history]
    assert steps == sorted(set(steps))
    assert steps[-1] == runs.people.summary()["steps"]
    assert {"train/loss", "val/loss"} <= set(runs.people.history[-1])


def test_what_is_no_run_is_refused(data, runs):
    with pytest.raises(SettingError, match="run must be a run folder of netwright; got"):
        nw.load(data)
    with pytest.raises(SettingError, match="run must be a run folder of netwright; got"):
        nw.Run(runs.out / "nowhere")


def test_a_run_that_is_not_finished_is_refused(copied):
    folder = copied("people")
    (folder / "manifest.json").unlink()
    with pytest.raises(SettingError, match=r"run must be finished; got .*\ngo on with: netwright"):
        nw.load(folder)


@pytest.mark.parametrize("part", ["model/model.safetensors", "recipe.toml", "data.json"])
def test_a_damaged_run_neither_answers_nor_scores(copied, people, part):
    folder = copied("people")
    whole = (folder / part).read_bytes()
    (folder / part).write_bytes(whole[:-1])
    words = re.escape(f"must be as training left it; got {part}: changed")
    for use in (
        lambda: nw.load(folder).predict(people[0]),
        lambda: nw.load(folder).recipe,
        lambda: nw.evaluate(folder),
    ):
        with pytest.raises(DamageError, match=words):
            use()


def test_a_model_of_another_run_is_refused(copied):
    folder, other = copied("people"), copied("houses")
    shutil.rmtree(folder / "model")
    shutil.copytree(other / "model", folder / "model")
    with pytest.raises(DamageError, match="must be as training left it; got model/model"):
        _ = nw.load(folder).goal


def test_the_verdict_is_read_from_its_file(copied):
    folder = copied("people")
    run = nw.load(folder)
    assert run.summary()["verdict"]["lines"] == list(run.verdict.lines)
    assert run.summary()["verdict"]["health"] == run.verdict.health
    (folder / "verdicts.json").write_text("{}")
    with pytest.raises(DamageError, match=r"verdicts\.json must hold a verdict"):
        _ = nw.load(folder).verdict
    (folder / "verdicts.json").unlink()
    old = nw.load(folder)
    assert (old.verdict, old.summary()["verdict"]) == (None, None)
