"""A style that is learned, from the command line: looked at, trained, scored, painted with."""

import json
from importlib import resources
from pathlib import Path

import jsonschema
import pytest
from PIL import Image

from styled import photos_folder, styling


def checked(name, said):
    assert said.code == 0, said.err
    file = resources.files("netwright.cli").joinpath("schemas", f"{name}.json")
    facts = json.loads(said.out)
    schema = json.loads(file.read_text("utf-8"))
    jsonschema.validate(facts, schema, cls=jsonschema.Draft202012Validator)
    return facts


LEARN = "train painting.png --task style --content photos --features looks --set side=32"
FAST = "--epochs 2 --plan fp32 --set width=0.25"


@pytest.fixture(scope="module")
def made(call, tmp_path_factory):
    """Photographs, a painting, a run that looks and one that learned to paint."""
    folder = tmp_path_factory.mktemp("style")
    known = styling(folder / "styles")
    known.run.rename(folder / "looks")
    for path in (known.style, known.content):
        path.rename(folder / path.name)
    photos_folder(folder / "photos")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        facts = checked("train", call(f"{LEARN} {FAST} --style-weight 10 --json"))
        Path(facts["run"]).rename(folder / "paints")
    return folder


@pytest.fixture
def place(made, monkeypatch):
    monkeypatch.chdir(made)


def test_what_is_learned_is_named_first_and_what_it_is_learned_on_after_content(place, call):
    facts = json.loads((Path("paints") / "data.json").read_text())
    assert (facts["data"], facts["style"]["name"]) == ("photos", "painting.png")
    looked = "inspect photos --task style --set style=painting.png --set features=looks"
    found = checked("inspect", call(f"{looked} --json"))
    assert (found["task"], found["goal"]) == ("style", "cost")
    assert call(looked).code == 0


def test_a_run_is_scored_compared_and_explained(place, call):
    facts = checked("evaluate", call("evaluate paints --json"))
    assert {"cost", "content", "style", "variation"} == set(facts["measures"]["test"])
    assert checked("compare", call("compare paints paints --json"))
    assert checked("explain", call("explain paints --json"))["task"] == "style"
    assert checked("diagnose", call("diagnose paints --json"))
    assert call("evaluate paints photos/more").code == 0


def test_pictures_are_painted_into_a_folder(place, call):
    facts = checked("predict", call("predict paints photo.png --draw out --json"))
    (answer,) = facts["answers"]
    with Image.open(answer["drawn"]) as image:
        assert image.size == (60, 42)
    assert call("predict paints photo.png").out.startswith("photo.png  60 x 42  mean ")


@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        (LEARN.replace("painting.png", "looks/model/model.json"), 65, "model.json must be a"),
        (LEARN.replace("painting.png", "nowhere.png"), 65, "nowhere.png must be a picture that"),
        (LEARN.replace("photos", "paints/model"), 65, "must be a folder with pictures in it"),
        (LEARN.replace("photos", "nowhere"), 65, "nowhere must be a path or the name of a data"),
        (LEARN.replace("looks", "nothing"), 2, "features must be a run, a .safetensors file"),
        (LEARN.replace("painting.png ", ""), 2, "style must be the picture whose manner is to be"),
        (f"{LEARN} --style-weight 0", 2, "style_weight must be a number above 0; got 0"),
        (f"{LEARN} --model unet", 2, "model must be a network that gives picture: style"),
        ("train photos --style-weight 3", 2, "style_weight must be left out unless the task is"),
        (f"{LEARN} --resume paints", 2, "--resume must stand alone; got DATA or settings"),
    ],
)
def test_mistakes_are_one_sentence(place, call, line, code, words):
    said = call(line)
    assert words in said.err
    assert said.code == code
