"""Image to image from the command line: looked at, trained, scored, answered with files."""

import json
from importlib import resources
from pathlib import Path

import jsonschema
import pytest
from PIL import Image

from paired import halves_folder, masks_folder


def checked(name, said):
    assert said.code == 0, said.err
    file = resources.files("netwright.cli").joinpath("schemas", f"{name}.json")
    facts = json.loads(said.out)
    schema = json.loads(file.read_text("utf-8"))
    jsonschema.validate(facts, schema, cls=jsonschema.Draft202012Validator)
    return facts


@pytest.fixture(scope="module")
def made(call, tmp_path_factory):
    """Masks and halves, and a run on each of them."""
    folder = tmp_path_factory.mktemp("pairs")
    masks_folder(folder / "masks", train=8, val=4, test=4)
    halves_folder(folder / "halves", train=6, val=2, test=2)
    fast = f"--epochs 1 --plan fp32 --set width=0.34 --out {folder / 'runs'} --json"
    lines = {
        "on-masks": f"train {folder / 'masks'} --set void=11 --set boundary=0 {fast}",
        "on-halves": f"train {folder / 'halves'} --task image-to-image {fast} --set up=resize",
    }
    for name, line in lines.items():
        Path(checked("train", call(line))["run"]).rename(folder / name)
    return folder


@pytest.fixture
def place(made, monkeypatch):
    monkeypatch.chdir(made)


def test_data_are_looked_at(place, call):
    facts = checked("inspect", call("inspect masks --set void=11 --json"))
    assert (facts["task"], facts["goal"]) == ("image-to-image", "miou")
    assert facts["data"]["pixels"]["void"] == pytest.approx(1 / 16)
    assert "usual" not in facts["data"]
    assert call("inspect masks --set void=11").code == 0
    other = checked("inspect", call("inspect halves --task image-to-image --json"))
    assert other["data"]["picture"] == {"height": 32, "width": 32, "channels": 3, "made": 3}


def test_runs_are_scored_and_compared(place, call):
    facts = checked("evaluate", call("evaluate on-masks --json"))
    assert facts["goal"]["measure"] == "miou"
    assert {"miou", "pixel_accuracy", "rand_error"} == set(facts["measures"]["test"])
    facts = checked("evaluate", call("evaluate on-halves --json"))
    assert {"mae", "psnr", "ssim"} == set(facts["measures"]["test"])
    assert checked("compare", call("compare on-masks on-masks --json"))


def test_answers_are_files(place, call):
    facts = checked("predict", call("predict on-masks masks/test --draw out --json"))
    (first, *_) = facts["answers"]
    assert set(first["shares"]) <= {"0", "1", "2"}
    with Image.open(first["drawn"]) as image:
        assert image.size == (64, 32)
    line = call("predict on-halves halves/test/8.png").out
    assert line.startswith("halves/test/8.png  64 x 32  mean ")


def test_layers_are_explained(place, call):
    facts = checked("explain", call("explain on-masks --json"))
    assert facts["task"] == "image-to-image"


@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        ("train masks --set void=300", 2, "void must be values of masks from 0 to 255 joined by"),
        ("train masks --set void=7", 2, "void must be one of the values of masks: 0, 1, 2, 11"),
        ("train halves --task image-to-image --set given=top", 2, "given must be left or right"),
        ("train masks --set void=11 --set boundary=9", 2, "boundary must be one of"),
        ("train masks --set adversarial=1", 2, "adversarial must be left out for masks"),
        ("train masks --model convnet", 2, "network must be unet, or unet: and a network"),
        ("train halves/train --task detection", 65, "halves/train must"),
        ("evaluate on-masks halves", 65, "halves must hold masks, as in training; got pictures"),
        ("predict on-masks nowhere.png", 65, "nowhere.png must be a file or a folder; got"),
    ],
)
def test_mistakes_are_one_sentence(place, call, line, code, words):
    said = call(line)
    assert words in said.err
    assert said.code == code
