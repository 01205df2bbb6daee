"""Checkpoints: which stay, which are whole, what a resume takes, and where the history ends."""

import json

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from netwright import store
from netwright.artefacts import (
    CHECKPOINTS,
    HISTORY,
    RunFolder,
    best_checkpoint,
    is_finished,
    is_run,
    list_checkpoints,
    newest_checkpoint,
    read_checkpoint,
)
from netwright.artefacts._run_folder import TIMING, checkpoint_name
from netwright.errors import DamageError, StorageError


def groups(value):
    return {
        "weights": {"w": torch.full((2, 3), float(value)), "b": torch.zeros(3)},
        "optimiser": {"0.step": torch.tensor(value)},
    }


def save(run, step, *, best=False, best_step=-1):
    run.checkpoint(step, groups(step), {"best_step": best_step, "epoch": 1.5}, best=best)


def steps(path):
    return [int(folder.name.removeprefix("step-")) for folder in list_checkpoints(path)]


@pytest.fixture
def run(tmp_path):
    (tmp_path / CHECKPOINTS).mkdir()
    (tmp_path / "recipe.toml").write_text("[settings]\n")
    folder = RunFolder(tmp_path)
    yield folder
    folder.close()


def flip(path, byte=-1):
    data = bytearray(path.read_bytes())
    data[byte] ^= 1
    path.write_bytes(data)


def test_what_is_a_run_and_when_it_is_finished(run, tmp_path):
    assert is_run(tmp_path)
    assert not is_finished(tmp_path)
    assert not is_run(tmp_path / CHECKPOINTS)
    store.write_manifest(tmp_path)
    assert is_finished(tmp_path)


def test_a_checkpoint_comes_back_as_it_was(run, tmp_path):
    run.history({"step": 7, "loss": 0.5})
    save(run, 7, best=True, best_step=7)
    found = newest_checkpoint(tmp_path)
    assert (found.step, found.state, found.passed) == (7, {"best_step": 7, "epoch": 1.5}, ())
    assert found.history == (tmp_path / HISTORY).stat().st_size
    assert found.tensors.keys() == {"weights", "optimiser"}
    assert torch.equal(found.tensors["weights"]["w"], torch.full((2, 3), 7.0))
    assert found.tensors["optimiser"]["0.step"] == 7
    assert [path.name for path in list_checkpoints(tmp_path)] == ["step-00000007"]


def test_the_best_is_a_link_that_moves(run, tmp_path):
    link = tmp_path / CHECKPOINTS / "best"
    save(run, 1, best=True, best_step=1)
    assert link.readlink().as_posix() == "step-00000001"  # relative: the run can be moved
    save(run, 2, best_step=1)
    assert link.readlink().as_posix() == "step-00000001"
    save(run, 3, best=True, best_step=3)
    assert read_checkpoint(link).step == 3


def test_the_two_newest_and_the_best_stay(run, tmp_path):
    kept = []
    for step in range(1, 8):
        best = step in (1, 3)
        save(run, step, best=best, best_step=1 if step < 3 else 3)
        kept.append(steps(tmp_path))
    assert kept == [[1], [1, 2], [2, 3], [3, 4], [3, 4, 5], [3, 5, 6], [3, 6, 7]]
    assert sorted(path.name for path in (tmp_path / CHECKPOINTS).iterdir()) == [
        "best", "step-00000003", "step-00000006", "step-00000007"
    ]  # fmt: skip


@settings(deadline=None, max_examples=15)
@given(st.lists(st.booleans(), min_size=1, max_size=8))
def test_the_best_and_the_newest_are_always_there(tmp_path_factory, bests):
    path = tmp_path_factory.mktemp("run")
    run, best_step = RunFolder(path), -1
    for step, best in enumerate(bests, start=1):
        best_step = step if best else best_step
        save(run, step, best=best, best_step=best_step)
        assert set(steps(path)) == {max(1, step - 1), step} | ({best_step} - {-1})
    run.close()


def test_a_checkpoint_of_a_step_replaces_the_one_before(run, tmp_path):
    save(run, 4)
    run.checkpoint(4, groups(40), {"second": True}, best=False)
    found = newest_checkpoint(tmp_path)
    assert found.state == {"second": True}
    assert found.tensors["optimiser"]["0.step"] == 40
    assert [path.name for path in (tmp_path / CHECKPOINTS).iterdir()] == ["step-00000004"]


def test_equal_trainings_write_equal_bytes(tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        run = RunFolder(tmp_path / name)
        run.history({"step": 1})
        save(run, 1)
        run.close()
    first, second = (sorted((tmp_path / name).rglob("*.*")) for name in ("a", "b"))
    assert len(first) == 6  # two groups, state, manifest; history and timing
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


@pytest.mark.parametrize(
    "name", ["weights.safetensors", "optimiser.safetensors", "state.json", "manifest.json"]
)
@pytest.mark.parametrize("how", ["flipped", "cut", "gone"])
def test_a_damaged_newest_one_is_passed_over_and_named(run, tmp_path, name, how):
    for step in (1, 2):
        save(run, step)
    path = tmp_path / CHECKPOINTS / "step-00000002" / name
    if how == "flipped":
        flip(path, 2)
    elif how == "cut":
        path.write_bytes(path.read_bytes()[:-5])
    else:
        path.unlink()
    found = newest_checkpoint(tmp_path)
    assert (found.step, found.passed) == (1, ("step-00000002",))
    words = rf"step-00000002 must be whole; got {name}: |manifest\.json must"
    with pytest.raises(StorageError, match=words):
        read_checkpoint(tmp_path / CHECKPOINTS / "step-00000002")


def test_a_foreign_file_in_a_checkpoint_is_damage(run, tmp_path):
    save(run, 1)
    path = tmp_path / CHECKPOINTS / "step-00000001"
    (path / "more.safetensors").write_bytes(b"")
    words = r"must be whole; got more\.safetensors: not in the manifest"
    with pytest.raises(DamageError, match=words):
        read_checkpoint(path)


@settings(deadline=None, max_examples=40)
@given(st.data())
def test_a_flip_of_any_bit_of_any_file_is_seen(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("run")
    run = RunFolder(path)
    for step in (1, 2):
        save(run, step)
    run.close()
    files = sorted((path / CHECKPOINTS / "step-00000002").iterdir())
    file = data.draw(st.sampled_from(files))
    broken = bytearray(file.read_bytes())
    broken[data.draw(st.integers(0, len(broken) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    file.write_bytes(broken)
    found = newest_checkpoint(path)
    if found.step == 2:  # blanks of the manifest, the one file that has no hash
        assert file.name == "manifest.json"
        assert torch.equal(found.tensors["weights"]["w"], torch.full((2, 3), 2.0))
    else:
        assert found.passed == ("step-00000002",)


def test_without_a_whole_one_the_damaged_are_named(run, tmp_path):
    with pytest.raises(DamageError, match="must hold a whole checkpoint; got none") as caught:
        newest_checkpoint(tmp_path)
    assert caught.value.hint == "train again: the recipe is in recipe.toml"
    for step in (1, 2):
        save(run, step)
        flip(tmp_path / CHECKPOINTS / checkpoint_name(step) / "state.json")
    words = "must hold a whole checkpoint; got step-00000002, step-00000001, all damaged"
    with pytest.raises(DamageError, match=words):
        newest_checkpoint(tmp_path)


@pytest.mark.parametrize(
    "facts",
    [[], {}, {"step": "os", "state": {}, "history_bytes": 0}, {"step": 1, "state": [],
     "history_bytes": 0}, {"step": 1, "state": {}, "history_bytes": None}],
)  # fmt: skip
def test_a_state_of_another_kind_is_damage(run, tmp_path, facts):
    save(run, 1)
    path = tmp_path / CHECKPOINTS / "step-00000001"
    (path / "state.json").write_text(json.dumps(facts))
    store.write_manifest(path)  # whole, but not ours
    words = r"state\.json must hold step, state, history_bytes; got others"
    with pytest.raises(DamageError, match=words):
        read_checkpoint(path)


def test_a_resume_cuts_the_history_back_to_its_checkpoint(run, tmp_path):
    run.history({"step": 1, "loss": 2.0})
    save(run, 1)
    run.history({"step": 2, "loss": 1.0})
    run.timing({"step": 2, "seconds": 0.1})
    run.close()
    with (tmp_path / HISTORY).open("a") as torn:
        torn.write('{"step": 3, "lo')
    again = RunFolder(tmp_path, history=newest_checkpoint(tmp_path).history)
    assert store.read_lines(tmp_path / HISTORY) == [{"step": 1, "loss": 2.0}]
    again.history({"step": 2, "loss": 1.0})
    save(again, 2)
    again.close()
    assert [line["step"] for line in store.read_lines(tmp_path / HISTORY)] == [1, 2]
    assert newest_checkpoint(tmp_path).history == (tmp_path / HISTORY).stat().st_size
    assert store.read_lines(tmp_path / TIMING) == [{"step": 2, "seconds": 0.1}]


def test_a_history_shorter_than_its_checkpoint_is_damage(run, tmp_path):
    with pytest.raises(DamageError, match=r"history\.jsonl must hold at least 99 bytes; got 0"):
        RunFolder(tmp_path, history=99)


def test_the_kept_weights_are_the_best_or_it_is_said_why_not(run, tmp_path):
    save(run, 1, best=True, best_step=1)
    save(run, 2, best_step=1)
    last = newest_checkpoint(tmp_path)
    best, said = best_checkpoint(tmp_path, 1, last)
    assert (best.step, said) == (1, "")
    kept, said = best_checkpoint(tmp_path, -1, last)
    assert kept is last
    assert said == "no evaluation was reached: the weights of the last checkpoint are kept"
    flip(tmp_path / CHECKPOINTS / "step-00000001" / "weights.safetensors")
    kept, said = best_checkpoint(tmp_path, 1, last)
    assert kept is last
    assert said.startswith("the best checkpoint is damaged (")
    assert said.endswith("weights.safetensors: changed): the weights of step 2 are kept")


def test_a_full_disk_leaves_the_checkpoint_before(run, tmp_path, monkeypatch):
    save(run, 1)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store._disk, "write", full)
    with pytest.raises(StorageError, match="No space left on device"):
        save(run, 2)
    assert newest_checkpoint(tmp_path).step == 1
    assert [path.name for path in (tmp_path / CHECKPOINTS).iterdir()] == ["step-00000001"]
