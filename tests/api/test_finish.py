import json

from torch import nn

from netwright import store
from netwright.api._finish import goal_facts
from netwright.api._score import Scored
from netwright.contracts import Score
from netwright.training import Evaluated


def test_the_manifest_is_written_last_and_names_every_file(runs):
    run = runs.people.path
    assert store.damages(run) == []
    newest = max(run.rglob("*"), key=lambda path: path.lstat().st_mtime_ns)
    assert newest.name == "manifest.json"
    files = json.loads((run / "manifest.json").read_text())["files"]
    assert {"model/model.safetensors", "report.html", "card.md", "recipe.toml"} <= set(files)
    assert "verdicts.json" in files


def test_the_model_knows_what_it_was_trained_on_and_how_well_it_did(runs):
    about = runs.houses.model.about
    assert about["goal"] == runs.houses.goal
    assert set(about["measures"]) == set(about["trivial"]) == set(about["loss"])
    assert about["parameters"] == runs.houses.model.parameters == 7
    assert about["data"]["counts"] == {"train": 72, "val": 24, "test": 24}


def test_the_goal_is_read_on_the_goal_split(runs):
    scores = {name: Score(0.5, 0.1) for name in ("accuracy", "f1")}
    done = Evaluated(output=None, loss=1.0, scores=scores)
    scored = Scored(
        splits={"val": done},
        trivial={"val": {"accuracy": 0.25}},
        goal_split="val",
        network=nn.Identity(),
    )
    assert goal_facts(runs.people.model.task, scored) == {
        "measure": "accuracy", "value": 0.5, "standard_error": 0.1, "trivial": 0.25, "split": "val",
    }  # fmt: skip


def test_a_verdict_is_in_the_file_the_run_and_the_report(runs):
    for run in (runs.people, runs.houses, runs.photos):
        kept = json.loads((run.path / "verdicts.json").read_text())
        assert json.loads(json.dumps(run.verdict.to_dict())) == kept
        assert str(run.path) not in json.dumps(kept)
        page = run.report.read_text(encoding="utf-8")
        assert 'id="verdict"' in page
        assert "could not be judged" not in page
