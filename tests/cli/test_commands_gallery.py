"""The people a run knows: added, listed, removed and looked up from the command line."""

import json
from importlib import resources
from pathlib import Path

import jsonschema
import pytest
from PIL import Image

from bars import bar, bars_folder


def checked(name, said):
    assert said.code == 0, said.err
    file = resources.files("netwright.cli").joinpath("schemas", f"{name}.json")
    facts = json.loads(said.out)
    schema = json.loads(file.read_text("utf-8"))
    jsonschema.validate(facts, schema, cls=jsonschema.Draft202012Validator)
    return facts


@pytest.fixture(scope="module")
def made(call, tmp_path_factory):
    folder = tmp_path_factory.mktemp("gallery")
    bars_folder(folder / "bars")
    for person, seed in ((3, 40), (3, 41), (9, 42)):
        Image.fromarray(bar(person, seed)).save(folder / f"{person}-{seed}.png")
    line = f"train {folder / 'bars'} --task verification --epochs 10 --plan fp32 --json"
    facts = checked("train", call(f"{line} --augment none --set width=0.5 --out {folder / 'runs'}"))
    Path(facts["run"]).rename(folder / "run")
    assert facts["goal"]["measure"] == "eer"
    assert {"auc", "tar_far_1_percent", "tar_far_0.1_percent"} <= set(facts["measures"]["test"])
    return folder


@pytest.fixture
def place(made, monkeypatch):
    monkeypatch.chdir(made)


def test_people_come_are_found_and_go(place, call):
    assert call("gallery list run").out == "nobody is known yet\n"
    assert checked("gallery", call("gallery add run Ada 3-40.png --json"))["people"] == {"Ada": 1}
    assert call("gallery add run Bo 9-42.png").out == "Ada  1 picture\nBo  1 picture\n"
    (answer,) = checked("predict", call("predict run 3-41.png --json"))["answers"]
    assert next(iter(answer["alike"])) == "Ada"
    assert "(most alike: Ada, probability " in call("predict run 3-41.png").out
    assert call("gallery remove run Ada").out == "Bo  1 picture\n"
    assert checked("gallery", call("gallery remove run Bo --json"))["people"] == {}


def test_two_pictures_are_compared(place, call):
    (answer,) = checked("predict", call("predict run 3-40.png 3-41.png --json"))["answers"]
    assert answer["inputs"] == ["3-40.png", "3-41.png"]
    line = call("predict run 3-40.png 9-42.png").out
    assert line.startswith("3-40.png  9-42.png  ")
    assert line.count("\n") == 1


def test_the_scores_can_be_had_again(place, call):
    facts = checked("evaluate", call("evaluate run --json"))
    assert facts["goal"]["measure"] == "eer"
    assert facts["goal"]["trivial"] == 0.5
    other = checked("evaluate", call("evaluate run bars --json"))
    assert other["rows"] == facts["rows"], "of the run's own data only what it held out is scored"


def test_the_other_commands_take_such_a_run(place, call):
    assert checked("verify", call("verify run --json"))["damages"] == []
    assert checked("diagnose", call("diagnose run --json"))["health"] in (
        "healthy",
        "ill",
        "unsure",
    )
    assert checked("explain", call("explain run --json"))["task"] == "verification"
    assert checked("compare", call("compare run run --json"))
    assert checked("inspect", call("inspect bars --task verification --json"))["goal"] == "eer"


@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        ("gallery add run Ada", 2, "PICTURES must be pictures of one person, or a folder of them"),
        ("gallery add run", 2, "PICTURES must be pictures of one person, or a folder of them"),
        ("gallery remove run", 2, "NAME must be one name to remove; got 0 words"),
        ("gallery remove run Ada Bo", 2, "NAME must be one name to remove; got 2 words"),
        ("gallery remove run Ada", 2, "name must be one that is known: nobody; got 'Ada'"),
        ("gallery list run Ada", 2, "NAME must be left out to list; got 'Ada'"),
        ("gallery show run", 2, "ACTION must be add, remove or list; got 'show'"),
        ("gallery list", 2, "RUN must be given; got nothing"),
        ("predict run 3-40.png", 65, "must know somebody; got an empty gallery"),
        ("train bars/p1 --task verification", 65, "must"),
        ("train bars --task verification --set margin=-1", 2, "margin must be a number, 0 or more"),
        ("train bars --set margin=0.1", 2, "margin must be left out unless the task is verif"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(place, call, line, code, words):
    done = call(line)
    assert (done.code, done.out) == (code, "")
    assert words in done.err
