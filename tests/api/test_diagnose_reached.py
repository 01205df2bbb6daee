import pytest
import torch

from netwright.api import _diagnose_reached
from netwright.api._diagnose_reached import reached
from netwright.errors import DamageError, SettingError


def test_a_finished_run_is_read_from_its_model(runs):
    found = reached(runs.people.path)
    assert found.note == ""
    assert found.steps == found.planned == runs.people.summary()["steps"]
    assert found.accuracies["val"] == runs.people.measures["val"]["accuracy"]
    assert found.majority == runs.people.model.about["trivial"]["val"]["accuracy"]
    assert reached(runs.houses.path).accuracies == {}


def test_an_unfinished_run_is_read_from_its_newest_checkpoint(copied, runs):
    folder = copied("people")
    (folder / "manifest.json").unlink()
    found, whole = reached(folder), reached(runs.people.path)
    assert found.note.startswith(f"not finished: judged by the checkpoint of step {found.steps}")
    assert set(found.weights) == set(whole.weights)
    assert {name: x.shape for name, x in found.weights.items()} == {
        name: x.shape for name, x in whole.weights.items()
    }
    assert found.majority == pytest.approx(whole.majority)
    assert set(found.accuracies) == {"train", "val"}


def test_history_beyond_the_checkpoint_is_left_out(copied):
    folder = copied("people")
    (folder / "manifest.json").unlink()
    last = sorted((folder / "checkpoints").glob("step-*"))[-1]
    (last / "state.json").write_text("{}")  # damaged: the one before counts
    found = reached(folder)
    assert found.steps < found.planned
    assert all(line["step"] <= found.steps for line in found.history)
    assert f"step {found.steps} of {found.planned}" in found.note


def test_a_checkpoint_that_goes_away_while_it_is_read_is_looked_for_again(copied, monkeypatch):
    folder = copied("people")
    (folder / "manifest.json").unlink()
    original, tries = _diagnose_reached.newest_checkpoint, []

    def vanishing(path):
        tries.append(path)
        if len(tries) == 1:
            raise FileNotFoundError("gone")
        return original(path)

    monkeypatch.setattr(_diagnose_reached, "newest_checkpoint", vanishing)
    assert reached(folder).steps > 0
    assert len(tries) == 2


def test_no_whole_checkpoint_is_said(copied):
    folder = copied("people")
    (folder / "manifest.json").unlink()
    for checkpoint in (folder / "checkpoints").glob("step-*"):
        (checkpoint / "state.json").write_text("{}")
    with pytest.raises(DamageError, match="must hold a whole checkpoint"):
        reached(folder)


def test_what_is_no_run_is_refused(tmp_path):
    with pytest.raises(SettingError, match="run must be a run folder of netwright"):
        reached(tmp_path)


def test_frozen_weights_are_put_back(runs):
    assert all(isinstance(x, torch.Tensor) for x in reached(runs.photos.path).weights.values())
