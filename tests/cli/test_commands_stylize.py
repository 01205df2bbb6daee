"""A picture made from the command line."""

import json
from importlib import resources
from pathlib import Path

import jsonschema
import pytest

from styled import styling

LINE = "stylize photo.png painting.png --features {run} --sizes 32,48 --evaluations 5,3 --out made"


@pytest.fixture(scope="module")
def styles(tmp_path_factory):
    return styling(tmp_path_factory.mktemp("stylize"))


@pytest.fixture
def place(styles, monkeypatch):
    monkeypatch.chdir(styles.folder)
    return styles


def schema():
    file = resources.files("netwright.cli").joinpath("schemas", "stylize.json")
    return json.loads(file.read_text("utf-8"))


def test_a_picture_is_made_and_left_alone_when_it_is_finished(place, call):
    done = call(LINE.format(run=place.run) + " --style-weight 5 --keep-colours --json")
    assert done.code == 0, done.err
    facts = json.loads(done.out)
    jsonschema.validate(facts, schema(), cls=jsonschema.Draft202012Validator)
    for key in facts:
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({k: v for k, v in facts.items() if k != key}, schema())
    assert Path(facts["picture"]).is_file()
    assert "content at " in done.err
    settings = json.loads((Path(facts["run"]) / "style.json").read_text("utf-8"))
    assert settings["given"] == [
        "evaluations", "features", "keep_colours", "sizes", "style_weight"
    ]  # fmt: skip
    again = call(f"stylize --resume {facts['run']}")
    assert again.code == 0, again.err
    assert again.out.splitlines()[0].startswith("cost    ")
    assert f"picture {facts['picture']}" in again.out
    assert "finished; nothing was done" in again.err
    assert call(f"verify {facts['run']}").code == 0
    refused = call(f"predict {facts['run']} photo.png")
    assert refused.code == 2
    assert "run must be a training, not a picture" in refused.err


@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        ("stylize", 2, "CONTENT and STYLE must be two pictures; got nothing"),
        ("stylize photo.png", 2, "CONTENT and STYLE must be two pictures; got one"),
        ("stylize --resume nowhere", 2, "run must be a run of netwright stylize; got 'nowhere'"),
        ("stylize photo.png painting.png --resume x", 2, "--resume must stand alone"),
        ("stylize --resume x --noise 0.1", 2, "--resume must stand alone"),
        ("stylize photo.png painting.png --sizes big", 2, "--sizes must be whole numbers joined"),
        ("stylize photo.png painting.png --sizes 16", 2, "sizes must be longer sides of 32 pixels"),
        ("stylize photo.png painting.png --optimiser sgd", 2, "--optimiser must be lbfgs or adam"),
        ("stylize photo.png none.png --features RUN", 65, "none.png must be a picture that can be"),
        ("stylize photo.png painting.png --features x", 2, "must be a run, a .safetensors file"),
    ],
)
def test_mistakes_are_told_in_a_sentence(place, call, line, code, words):
    done = call(line.replace("RUN", str(place.run)))
    assert (done.code, done.out) == (code, "")
    assert words in done.err
    assert not Path("runs").joinpath("style.json").exists()
