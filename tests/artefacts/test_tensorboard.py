"""What is written is read back by TensorBoard's own reader."""

import importlib.util
import sys

import pytest

from netwright.artefacts import CHECKPOINTS, HISTORY, RunFolder, has_tensorboard

LINES = (
    {"step": 10, "train loss": 0.5, "val accuracy": 0.75, "note": "best", "epoch": 1},
    {"step": 25, "train loss": 0.25, "val accuracy": 0.875, "note": None, "epoch": 2},
)


def scalars(folder):
    """Tag -> (step, value) of each event, by TensorBoard's own reader."""
    accumulator = pytest.importorskip(
        "tensorboard.backend.event_processing.event_accumulator"
    ).EventAccumulator(str(folder))
    accumulator.Reload()
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
    for line in LINES:
        run = RunFolder(path, tensorboard=True)
        run.history(line)
        run.close()
    found = scalars(path / "tensorboard")
    assert found["train loss"] == [(10, 0.5), (25, 0.25)]


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
