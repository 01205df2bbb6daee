import os
import shutil
import signal

import pytest

import netwright as nw
from netwright import store
from netwright.api._prepared import expect_same_data
from netwright.errors import DataError, SettingError, StoppedError, UnavailableError

SETTINGS = {"model": "logistic", "plan": "fp32", "epochs": 8}
SAME = ("history.jsonl", "model/model.safetensors", "model/model.json", "data.json", "recipe.toml")


@pytest.fixture
def stopped(data, tmp_path, monkeypatch):
    """A run on a copy of the photos that a signal stopped after a step or two."""
    from netwright.training import _loop

    photos = shutil.copytree(data / "photos", tmp_path / "photos")
    with monkeypatch.context() as patched:
        patched.setattr(_loop, "WATCH_SECONDS", 0.0)
        with pytest.raises(StoppedError, match=r"saved after step .* go on with: netwright train"):
            nw.train(
                photos, out=tmp_path / "runs", **SETTINGS,
                watch=lambda at: os.kill(os.getpid(), signal.SIGINT),
            )  # fmt: skip
    (run,) = (tmp_path / "runs").iterdir()
    return run


def test_a_resumed_run_is_the_one_that_was_never_stopped(stopped, tmp_path):
    done = nw.resume(stopped)
    whole = nw.train(tmp_path / "photos", out=tmp_path / "whole", **SETTINGS)
    for name in SAME:
        assert (done.path / name).read_bytes() == (whole.path / name).read_bytes(), name
    last = sorted(path.name for path in (whole.path / "checkpoints").glob("step-*"))[-1]
    for path in (whole.path / "checkpoints" / last).glob("*.safetensors"):
        assert (done.path / "checkpoints" / last / path.name).read_bytes() == path.read_bytes()


def test_a_finished_run_is_returned_as_it_is(runs):
    said = []
    assert nw.resume(runs.people.path, say=said.append).path == runs.people.path
    assert said == [f"{runs.people.path} is finished; nothing was done"]


def test_a_damaged_checkpoint_is_passed_over_and_said(stopped, tmp_path):
    last = sorted((stopped / "checkpoints").glob("step-*"))[-1]
    (last / "weights.safetensors").write_bytes(b"")
    said = []
    nw.resume(stopped, say=said.append)
    assert any(line.startswith(f"checkpoint {last.name} is damaged; going on") for line in said)


def test_another_machine_is_stamped(stopped):
    facts = store.read_json(stopped / "environment.json")
    (stopped / "environment.json").unlink()
    store.write_json(stopped / "environment.json", {**facts, "torch": "0.0.1"})
    said = []
    nw.resume(stopped, say=said.append)
    assert any(line.startswith("not bit-exact from step ") for line in said)
    assert "0.0.1" in (stopped / "stamps.jsonl").read_text()


def test_a_held_run_is_not_resumed(stopped):
    with store.locked(stopped), pytest.raises(UnavailableError, match="must be free; got: held"):
        nw.resume(stopped)


def test_what_is_no_run_or_has_other_data_is_not_resumed(stopped, tmp_path):
    with pytest.raises(SettingError, match="run must be a run folder of netwright"):
        nw.resume(tmp_path)
    next((tmp_path / "photos" / "dark").iterdir()).unlink()
    with pytest.raises(DataError, match="must be as it was when the run began; got another digest"):
        nw.resume(stopped)


def test_data_that_differ_are_named():
    then = {"data": "d", "digest": "a", "rows": 3, "held_out": {}}
    expect_same_data(then, dict(then))
    for name, value in (("digest", "b"), ("rows", 4), ("held_out", {"val": [1]})):
        with pytest.raises(DataError, match=f"d must be as it was .* got another {name}"):
            expect_same_data(then, {**then, name: value})


def test_files_beside_the_data_that_differ_are_named_by_themselves():
    then = {"data": "d", "style": {"name": "s.png", "sha256": "a"}}
    for name in ("style", "features"):
        kept = {"data": "d", name: {"name": "s.png", "sha256": "a"}}
        expect_same_data(kept, dict(kept))
        with pytest.raises(DataError, match=rf"s\.png must be as it was .* got another {name}"):
            expect_same_data(kept, {**kept, name: {"name": "s.png", "sha256": "b"}})
    with pytest.raises(DataError, match=r"s\.png must be as it was"):
        expect_same_data(then, {"data": "d"})


def test_a_signal_before_the_first_checkpoint_leaves_nothing(data, tmp_path):
    def stop(line):
        os.kill(os.getpid(), signal.SIGTERM)

    words = "stopped before the first checkpoint; nothing is left behind"
    with pytest.raises(StoppedError, match=words) as caught:
        nw.train(data / "photos", out=tmp_path / "runs", say=stop, **SETTINGS)
    assert caught.value.status == 143
    assert not (tmp_path / "runs").exists() or not list((tmp_path / "runs").iterdir())


def test_pictures_have_one_task(data):
    with pytest.raises(SettingError, match="task must be image-classification for pictures"):
        nw.train(data / "photos", task="table-regression")


def test_it_says_what_it_does_and_where_it_is(data, tmp_path):
    said, seen = [], []
    run = nw.train(
        data / "photos", out=tmp_path, model="logistic", plan="fp32", epochs=3, say=said.append,
        watch=seen.append,
    )  # fmt: skip
    assert said[0].startswith("28 pictures, 2 classes, as 3 x 10 x 10")
    assert said[-1] == f"run: {run.path}"
    assert (seen[-1].step, seen[-1].steps) == (3, 3)
