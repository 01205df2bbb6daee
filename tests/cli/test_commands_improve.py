import json
import shutil
from importlib import resources

import jsonschema
import pytest

from netwright.actions._averaging import AVERAGE
from netwright.actions._clip import CLIP
from netwright.actions._dropout import MORE_DROPOUT
from netwright.api import _improve
from netwright.cli._commands_improve import improved_words


def _check(facts, name):
    text = resources.files("netwright.cli").joinpath("schemas", f"{name}.json").read_text("utf-8")
    jsonschema.validate(facts, json.loads(text), cls=jsonschema.Draft202012Validator)


@pytest.fixture
def run(made, tmp_path, monkeypatch):
    """A run that may have a search beside it; a few quick remedies."""
    monkeypatch.setattr(_improve, "REMEDIES", (CLIP, AVERAGE, MORE_DROPOUT))
    monkeypatch.chdir(made)
    return shutil.copytree(made / "runs" / "people", tmp_path / "people", symlinks=True)


def test_it_prints_what_its_schema_says_and_writes_lines_of_theirs(run, call):
    done = call(f"improve {run} --minutes 60 --json")
    assert done.code == 0, done.err
    facts = json.loads(done.out)
    _check(facts, "improve")
    assert facts["first"] == str(run)
    assert "# What was tried to improve people\n" in done.err
    folder = run.with_name("people-improve")
    assert facts["folder"] == str(folder)
    for name, schema in (("journal", "improve-journal"), ("trials", "improve-trials")):
        lines = (folder / f"{name}.jsonl").read_text().splitlines()
        assert lines
        for line in lines:
            _check(json.loads(line), schema)
    for key in facts:
        with pytest.raises(jsonschema.ValidationError):
            _check({k: v for k, v in facts.items() if k != key}, "improve")
    again = call(f"improve {run} --minutes 60")
    assert again.err == f"{folder} is finished; nothing was done\n"
    assert f"journal {folder}/journal.md" in again.out
    assert "  3 were tried" not in again.err
    assert call(f"improve {run} --minutes 60 --quiet").err == ""


def test_the_words_of_a_search_that_helped():
    goal = {"measure": "accuracy", "standard_error": 0.01, "trivial": 0.1, "split": "test"}
    facts = {
        "goal": {"first": {**goal, "value": 0.5}, "last": {**goal, "value": 0.97}},
        "paired": {"rows": 359, "difference": 0.47, "standard_error": 0.027, "better": "last"},
        "kept": ["AdamW with its usual rate", "warm-up"],
        "why": "every remedy was tried",
        "tries": [{}, {}, {}],
        "changed": {"optimiser": ["sgd", "adamw"]},
        "run": "runs/last",
        "folder": "runs/first-improve",
    }
    assert improved_words(facts, "fraction").splitlines() == [
        "first   test accuracy 50.00 % +- 1.00 % (ignoring the input: 10.00 %)",
        "last    test accuracy 97.00 % +- 1.00 % (ignoring the input: 10.00 %)",
        "row by row: 0.47 +- 0.027 on 359 rows; the last is better",
        "kept    AdamW with its usual rate, warm-up",
        "ended   every remedy was tried; 3 were tried",
        "setting    first  last",
        "optimiser  sgd    adamw",
        "run     runs/last",
        "journal runs/first-improve/journal.md",
    ]
    same = {**facts, "paired": None, "kept": [], "changed": {}}
    words = improved_words(same, "fraction")
    assert "kept    nothing: no remedy was better by more than the noise\n" in words
    assert "row by row" not in words


@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        ("improve photos", 2, "run must be a run folder of netwright; got 'photos'"),
        ("improve runs/people --minutes 0", 2, "minutes must be a number of minutes above 0"),
        ("improve runs/people --minutes 1e-6", 2, "three pairs of trainings and the last one"),
        ("improve runs/people --minutes soon", 2, "--minutes must be a number; got 'soon'"),
        ("improve", 2, "RUN must be given; got nothing"),
    ],
)
def test_what_cannot_work_is_said_in_a_sentence(place, call, line, code, words):
    done = call(line)
    assert done.code == code
    assert words in done.err
    assert not list(place.glob("runs/*-improve"))
