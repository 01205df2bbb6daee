"""What is written is read back by TensorBoard's own reader."""

import importlib.util
import sys

import numpy as np
import pytest
import torch

from netwright.artefacts import CHECKPOINTS, HISTORY, Overview, RunFolder, has_tensorboard
from netwright.artefacts._tensorboard import PICTURES
from netwright.contracts import Layer

LINES = (
    {"step": 10, "train loss": 0.5, "val accuracy": 0.75, "note": "best", "epoch": 1},
    {"step": 25, "train loss": 0.25, "val accuracy": 0.875, "note": None, "epoch": 2},
)


def read(folder):
    """What lies there, by TensorBoard's own reader."""
    accumulator = pytest.importorskip(
        "tensorboard.backend.event_processing.event_accumulator"
    ).EventAccumulator(str(folder), size_guidance={"tensors": 0, "scalars": 0})
    return accumulator.Reload()


def scalars(folder):
    """Tag -> (step, value) of each event."""
    accumulator = read(folder)
    return {
        tag: [(event.step, event.value) for event in accumulator.Scalars(tag)]
        for tag in accumulator.Tags()["scalars"]
    }


@pytest.fixture
def path(tmp_path):
    pytest.importorskip("tensorboard")
    (tmp_path / CHECKPOINTS).mkdir()
    return tmp_path


def test_every_number_of_a_line_becomes_a_scalar_at_its_step(path):
    run = RunFolder(path, tensorboard=True)
    for line in LINES:
        run.history(line)
    run.close()
    assert scalars(path / "tensorboard") == {
        "train loss": [(10, 0.5), (25, 0.25)],
        "val accuracy": [(10, 0.75), (25, 0.875)],
        "epoch": [(10, 1.0), (25, 2.0)],
    }


def test_a_line_can_be_looked_at_before_the_run_ends(path):
    run = RunFolder(path, tensorboard=True)
    run.history(LINES[0])
    assert scalars(path / "tensorboard")["train loss"] == [(10, 0.5)]
    run.close()


def test_a_resumed_run_adds_a_file(path):
    for line, step in zip(LINES, (0, 10), strict=True):
        run = RunFolder(path, step=step, tensorboard=True)
        run.history(line)
        run.close()
    found = scalars(path / "tensorboard")
    assert found["train loss"] == [(10, 0.5), (25, 0.25)]
    assert len(list((path / "tensorboard").iterdir())) == 2


def test_what_was_written_beyond_the_step_of_a_resume_is_void(path):
    run = RunFolder(path, tensorboard=True)
    for line in LINES:
        run.history(line)
    run.close()
    run = RunFolder(path, step=10, tensorboard=True)
    run.history({"step": 25, "train loss": 0.125})
    run.close()
    assert scalars(path / "tensorboard")["train loss"] == [(10, 0.5), (25, 0.125)]


def test_a_run_that_begins_again_begins_its_files_again(path):
    for line in LINES:
        run = RunFolder(path, tensorboard=True)
        run.overview(OVERVIEW)
        run.history(line)
        run.close()
    found = read(path / "tensorboard")
    assert [event.step for event in found.Scalars("train loss")] == [25]
    assert len(found.Tensors(PICTURES)) == 1
    assert len(list((path / "tensorboard").iterdir())) == 1


OVERVIEW = Overview(
    settings={"epochs": 3.0},
    layers=(Layer(name="x", kind="input", takes=(), shape=(4,)),),
    pictures=np.zeros((2, 1, 64, 64), np.uint8),
    captions=("a", "b"),
)


def test_an_overview_is_graph_pictures_and_hyper_parameters(path):
    run = RunFolder(path, tensorboard=True)
    run.overview(OVERVIEW)
    run.close(finished=True)
    found = read(path / "tensorboard")
    assert [node.name for node in found.Graph().node] == ["x"]
    assert found.Tags()["tensors"] == [
        "_hparams_/session_start_info",
        PICTURES,
        "_hparams_/session_end_info",
    ]
    assert {event.step for tag in found.Tags()["tensors"] for event in found.Tensors(tag)} == {0}


def test_what_there_is_nothing_of_is_left_out(path):
    run = RunFolder(path, tensorboard=True)
    run.overview(Overview(settings={}))
    run.close()
    found = read(path / "tensorboard")
    assert found.Tags()["tensors"] == ["_hparams_/session_start_info"]
    assert not found.Tags()["graph"]


def test_every_tensor_becomes_a_histogram_of_all_its_numbers(path):
    from tensorboard.util import tensor_util

    weights = {"a.weight": torch.randn(4, 5), "a.bias": torch.zeros(5, requires_grad=True)}
    gradients = {name: tensor.detach().bfloat16() + 1 for name, tensor in weights.items()}
    run = RunFolder(path, tensorboard=True)
    assert run.wants_tensors
    for step in (10, 25):
        run.tensors(step, weights, gradients)
    run.close()
    found = read(path / "tensorboard")
    for group, tensors in (("weights", weights), ("gradients", gradients)):
        for name, tensor in tensors.items():
            events = found.Tensors(f"{group}/{name}")
            assert [event.step for event in events] == [10, 25]
            buckets = tensor_util.make_ndarray(events[0].tensor_proto)
            assert buckets[:, 2].sum() == tensor.numel()
            assert buckets[0, 0] == tensor.min()
            assert buckets[-1, 1] == tensor.max()


def test_without_tensorboard_nothing_is_wanted_or_written(path):
    run = RunFolder(path)
    assert not run.wants_tensors
    run.tensors(1, {"a": torch.zeros(1)}, {})
    run.overview(OVERVIEW)
    run.close(finished=True)
    assert not (path / "tensorboard").exists()


def test_the_history_is_the_same_with_and_without(path):
    texts = []
    for name in ("with", "without"):
        folder = path / name
        folder.mkdir()
        run = RunFolder(folder, tensorboard=name == "with")
        for line in LINES:
            run.history(line)
        run.close()
        texts.append((folder / HISTORY).read_bytes())
        assert (folder / "tensorboard").exists() == (name == "with")
    assert texts[0] == texts[1]


def test_whether_it_is_installed_is_found_without_an_import(monkeypatch):
    for name in [name for name in sys.modules if name.partition(".")[0] == "tensorboard"]:
        monkeypatch.delitem(sys.modules, name)
    has_tensorboard()
    assert "tensorboard" not in sys.modules
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert not has_tensorboard()
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: object())
    assert has_tensorboard()
