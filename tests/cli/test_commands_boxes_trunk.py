"""Detection on the trunk of another network, from the command line, with weights and without."""

import json
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from boxed import boxed_folder
from netwright.models import encoder_network


@pytest.fixture(scope="module")
def made(call, tmp_path_factory):
    """Pictures with boxes, a file of weights, and a run that began with it."""
    folder = tmp_path_factory.mktemp("trunk")
    boxed_folder(folder / "boxed", train=16, val=6, test=6)
    torch.manual_seed(2)
    save_file(
        dict(encoder_network("embedder", 3, width=0.25).state_dict()),
        folder / "embedder.safetensors",
    )
    line = (
        f"train {folder / 'boxed'} --set model=yolo:embedder --set width=0.25 --epochs 2 "
        f"--set pretrained={folder / 'embedder.safetensors'} --plan fp32 "
        f"--out {folder / 'runs'} --json"
    )
    said = call(line)
    assert said.code == 0, said.err
    Path(json.loads(said.out)["run"]).rename(folder / "run")
    return folder, said


@pytest.fixture
def place(made, monkeypatch):
    monkeypatch.chdir(made[0])


def test_a_training_begins_with_a_file_of_weights(place, made):
    facts = json.loads(made[1].out)
    assert "the trunk of yolo:embedder begins with the weights of" in made[1].err
    assert (facts["task"], facts["goal"]["measure"]) == ("detection", "map50")
    kept = json.loads(Path("run/model/model.json").read_text())
    assert kept["settings"]["network"] == "yolo:embedder"
    assert json.loads(Path("run/data.json").read_text())["pretrained"]["sha256"]


def test_the_run_answers_without_the_file(place, call):
    Path("embedder.safetensors").rename("elsewhere")
    try:
        facts = json.loads(call("evaluate run --json").out)
        assert facts["goal"]["measure"] == "map50"
        answers = json.loads(call("predict run boxed/JPEGImages --draw out --json").out)["answers"]
        assert len(answers) == 28
        assert call("verify run").code == 0
    finally:
        Path("elsewhere").rename("embedder.safetensors")


def test_the_run_is_made_again_and_explained(place, call):
    assert json.loads(call("reproduce run --json").out)["identical"] is True
    facts = json.loads(call("explain run --json").out)
    names = [row["name"] for row in facts["layers"]]
    assert "features.handed.0" not in names  # this trunk ends at 16 pixels a cell
    assert "neck.0" in names
    assert call("explain yolo:embedder boxed").code == 0


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("train boxed --model yolo:googlenet", "trunk must be a network of layers one after the"),
        ("train boxed --model yolo:yolo", "model must be yolo: and a network for classes"),
        ("train boxed --model yolo:resnt18", "did you mean resnet18?"),
        ("train boxed --model yolo --set pretrained=embedder.safetensors",
         "model must be yolo: and the network whose weights they are; got 'yolo'"),
        ("train boxed --model yolo:embedder --set pretrained=embedder.safetensors",
         "pretrained must be weights with features.0.weight of 32"),
        ("train boxed --model yolo:embedder --set pretrained=nowhere.safetensors",
         "pretrained must be a run, a .safetensors file, torchvision:NAME or timm:NAME"),
        ("train digits --model yolo:embedder", "model must be a network that gives classes"),
        ("explain yolo:embedder", "data must be named for yolo:embedder, which gives boxes"),
    ],
)  # fmt: skip
def test_mistakes_are_one_sentence(place, call, line, words):
    said = call(line)
    assert words in said.err
    assert said.code == 2
