"""Detection from the command line: looked at, trained, scored, answered, drawn, explained."""

import json
from importlib import resources
from pathlib import Path

import jsonschema
import pytest
from PIL import Image

from boxed import boxed_folder
from detection_sets import put, voc_xml


def checked(name, said):
    assert said.code == 0, said.err
    file = resources.files("netwright.cli").joinpath("schemas", f"{name}.json")
    facts = json.loads(said.out)
    schema = json.loads(file.read_text("utf-8"))
    jsonschema.validate(facts, schema, cls=jsonschema.Draft202012Validator)
    return facts


@pytest.fixture(scope="module")
def made(call, tmp_path_factory):
    """Pictures with boxes, some of them wrong, and a run on them."""
    folder = tmp_path_factory.mktemp("boxes")
    boxed_folder(folder / "boxed", train=24, val=8, test=8)
    bad = voc_xml([("sun", 500, 2, 520, 20), ("sea", 2, 2, 20, 20)], size=(80, 64))
    put(folder, "boxed/Annotations/p001.xml", bad)
    put(folder, "plain/a/one.txt", "no picture")
    put(folder, "table.csv", "x,y\n" + "".join(f"{i},{'ab'[i % 2]}\n" for i in range(60)))
    fast = f"--epochs 4 --plan fp32 --set width=0.5 --out {folder / 'runs'} --json"
    Path(checked("train", call(f"train {folder / 'boxed'} {fast}"))["run"]).rename(folder / "run")
    return folder


@pytest.fixture
def place(made, monkeypatch):
    monkeypatch.chdir(made)


def test_data_are_looked_at(place, call):
    facts = checked("inspect", call("inspect boxed --json"))
    assert (facts["task"], facts["goal"]) == ("detection", "map50")
    (fault,) = facts["data"]["boxes"]["faults"]
    assert (fault["rule"], fault["count"]) == ("boxes outside their picture", 1)
    assert "constant" not in facts["data"]
    said = call("inspect boxed").out
    for words in (
        "anchors overlap the training boxes",
        "1 boxes outside their picture",
        "class sun",
    ):
        assert words in said


def test_a_run_is_scored_and_compared(place, call):
    facts = checked("evaluate", call("evaluate run --json"))
    assert facts["goal"]["measure"] == "map50"
    assert {"map50", "map", "map75", "recall50"} == set(facts["measures"]["test"])
    assert facts["goal"]["trivial"] < 0.5
    assert checked("compare", call("compare run run --json"))


def test_answers_are_words_json_and_pictures(place, call):
    facts = checked("predict", call("predict run boxed/JPEGImages --draw out --json"))
    assert len(facts["answers"]) == 40
    with Image.open(facts["answers"][0]["drawn"]) as image:
        assert image.size == (80, 64)
    line = call("predict run boxed/JPEGImages/p030.png").out
    assert line.startswith("boxed/JPEGImages/p030.png  ")
    assert " box" in line


@pytest.mark.slow
def test_a_run_is_judged_verified_and_made_again(place, call):
    facts = checked("diagnose", call("diagnose run --seconds 1 --json"))
    assert facts["run"]
    assert call("verify run").code == 0
    assert checked("reproduce", call("reproduce run --json"))["identical"] is True


def test_layers_and_the_grid_are_explained(place, call, tmp_path):
    facts = checked("explain", call(f"explain run --json --grid {tmp_path / 'grid.png'}"))
    assert facts["task"] == "detection"
    assert facts["parameters"] > 0
    assert (tmp_path / "grid.png").exists()
    assert call("explain yolo boxed").code == 0


@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        ("train plain --task detection", 65, "plain must be pictures with boxes; got neither"),
        ("train boxed --model convnet", 2, "model must be a network that gives boxes: yolo"),
        ("train boxed --set anchors=10x", 2, "anchors must be a number from 1 to 64, or sizes"),
        ("train boxed --set progressive=0.5", 2, "progressive must be 0 where boxes are learned"),
        ("train boxed --test boxed", 2, "test must be left out for pictures with boxes"),
        ("train digits --set mosaic=0.5", 2, "mosaic must be left out unless the task is detect"),
        ("train table.csv --target y --set score=0.5", 2, "score must be left out unless the task"),
        ("predict run plain/a/one.txt", 65, "one.txt"),
        ("evaluate run plain", 65, "plain must be pictures with boxes; got neither"),
        ("explain yolo", 2, "data must be named for yolo, which gives boxes"),
        ("explain run --grid grid.svg", 2, "grid must be a file ending in .png; got 'grid.svg'"),
    ],
)
def test_mistakes_are_one_sentence(place, call, line, code, words):
    said = call(line)
    assert words in said.err
    assert said.code == code
