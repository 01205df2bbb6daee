"""Signals in every phase, full disks, held locks, damaged checkpoints, changed machines."""

import errno
import json
import os
import shutil
import signal
from collections import namedtuple

import numpy as np
import pytest

from netwright import api, store
from netwright.api import _planning, _train
from netwright.artefacts import list_checkpoints
from netwright.errors import DamageError, DataError, StoppedError, StorageError, UnavailableError
from netwright.store import _disk
from netwright.training import _loop

SETTINGS = {"model": "logistic", "plan": "fp32", "epochs": 3, "batch_size": 128, "ema": 0.9}


def train(out, **more):
    return api.train("digits", out=out, **{**SETTINGS, **more})


def interrupt(out, monkeypatch, step):
    """A run that was stopped after ``step``; its folder."""
    original = _loop.Trainer._one_step

    def one_step(self):
        original(self)
        if self.state.step == step:
            os.kill(os.getpid(), signal.SIGTERM)

    with monkeypatch.context() as patch:
        patch.setattr(_loop.Trainer, "_one_step", one_step)
        with pytest.raises(StoppedError, match=f"saved after step {step} of .*--resume"):
            train(out)
    (run,) = out.iterdir()
    return run


def contents(run):
    apart = {"tensorboard", "report.html", "card.md", "timing.jsonl", "manifest.json"}
    return {
        path.relative_to(run).as_posix(): path.read_bytes()
        for path in sorted(run.rglob("*"))
        if path.is_file() and not apart & {path.name, path.parent.name} and path.name[0] != "."
    }


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return contents(train(tmp_path_factory.mktemp("whole")).path)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("place", ["prepare", "make_schedule", "_new_run"])
def test_a_signal_before_the_run_exists_leaves_nothing(tmp_path, monkeypatch, number, place):
    original = getattr(_train, place)

    def struck(*arguments):
        done = original(*arguments)
        if place != "_new_run":
            os.kill(os.getpid(), number)
        return done

    monkeypatch.setattr(_train, place, struck)
    if place == "_new_run":
        monkeypatch.setattr(_train.RunFolder, "close", lambda self: os.kill(os.getpid(), number))
    with pytest.raises(StoppedError, match="before the first checkpoint; nothing is left") as error:
        train(tmp_path / "runs")
    assert error.value.status == 128 + number
    assert not (tmp_path / "runs").exists() or not list((tmp_path / "runs").iterdir())


def test_a_signal_while_candidates_are_timed_stops_at_once(tmp_path, monkeypatch):
    monkeypatch.setattr(
        _planning, "measure_plan", lambda *a, **k: os.kill(os.getpid(), signal.SIGINT)
    )
    with pytest.raises(StoppedError, match="before the first checkpoint") as error:
        train(tmp_path / "runs", plan="auto", seed=91)
    assert error.value.status == 130


def test_a_signal_in_an_evaluation_saves_after_it(tmp_path, monkeypatch, whole):
    original = _loop.Trainer._measure

    def measure(self):
        os.kill(os.getpid(), signal.SIGTERM)
        return original(self)

    with monkeypatch.context() as patch:
        patch.setattr(_loop.Trainer, "_measure", measure)
        with pytest.raises(StoppedError, match="saved after step") as error:
            train(tmp_path)
    assert error.value.status == 143
    (run,) = tmp_path.iterdir()
    assert contents(api.resume(run).path) == whole


def test_a_signal_while_the_page_is_drawn_loses_nothing(tmp_path, monkeypatch, whole):
    with monkeypatch.context() as patch:
        patch.setattr(_train, "finish", lambda *a: os.kill(os.getpid(), signal.SIGINT))
        with pytest.raises(StoppedError, match="--resume"):
            train(tmp_path)
    (run,) = tmp_path.iterdir()
    assert contents(api.resume(run).path) == whole


def test_a_second_signal_stops_without_waiting_for_the_step(tmp_path, monkeypatch, whole):
    reached = []

    def one_step(self):
        os.kill(os.getpid(), signal.SIGTERM)
        os.kill(os.getpid(), signal.SIGTERM)
        reached.append(self.state.step)

    with monkeypatch.context() as patch:
        patch.setattr(_loop.Trainer, "_one_step", one_step)
        with pytest.raises(StoppedError, match="stopped at once"):
            train(tmp_path)
    assert reached == []
    (run,) = tmp_path.iterdir()
    assert contents(api.resume(run).path) == whole


def test_a_finished_run_is_returned_unchanged(tmp_path):
    run = train(tmp_path).path
    before = {path: path.stat().st_mtime_ns for path in run.rglob("*")}
    said = []
    assert api.resume(run, say=said.append).path == run
    assert said == [f"{run} is finished; nothing was done"]
    assert {path: path.stat().st_mtime_ns for path in run.rglob("*")} == before


def test_a_damaged_newest_checkpoint_is_passed_over_and_named(tmp_path, monkeypatch, whole):
    run = interrupt(tmp_path, monkeypatch, 20)
    newest = list_checkpoints(run)[-1]
    (newest / "weights.safetensors").write_bytes(b"not these")
    said = []
    assert contents(api.resume(run, say=said.append).path) == whole
    assert any(f"checkpoint {newest.name} is damaged; going on from step 18" in s for s in said)


def test_without_a_whole_checkpoint_the_error_says_so(tmp_path, monkeypatch):
    run = interrupt(tmp_path, monkeypatch, 4)
    for checkpoint in list_checkpoints(run):
        (checkpoint / "state.json").unlink()
    with pytest.raises(DamageError, match=r"must hold a whole checkpoint; got .* all damaged"):
        api.resume(run)


def test_a_held_run_is_refused_by_name_and_a_dead_holder_frees_it(tmp_path, monkeypatch, whole):
    run = interrupt(tmp_path, monkeypatch, 4)
    ready, go = os.pipe(), os.pipe()
    child = os.fork()
    if not child:
        with store.locked(run):
            os.write(ready[1], b".")
            os.read(go[0], 1)
        os._exit(0)
    os.read(ready[0], 1)
    with pytest.raises(UnavailableError, match=f"must be free; got: held by process {child}"):
        api.resume(run)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    assert contents(api.resume(run).path) == whole


def test_the_same_name_twice_gives_two_runs(tmp_path):
    first, second = train(tmp_path, epochs=1).path, train(tmp_path, epochs=1).path
    assert second.name == f"{first.name}-2"


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS])
def test_a_disk_that_fails_in_training_keeps_the_checkpoints(tmp_path, monkeypatch, whole, code):
    original, calls = _disk.write, []

    def write(path, data):
        calls.append(path)
        if len(calls) == 25:  # in the middle of a checkpoint, after the run exists
            raise OSError(code, os.strerror(code))
        original(path, data)

    with monkeypatch.context() as patch:
        patch.setattr(_disk, "write", write)
        with pytest.raises(StorageError, match=r"must (have|be writable)") as error:
            train(tmp_path)
    assert error.value.exit_code == 74
    (run,) = [path for path in tmp_path.iterdir() if not path.name.startswith(".")]
    assert not api.verify(run).damages
    assert contents(api.resume(run).path) == whole


def test_too_little_room_is_said_before_training(tmp_path, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda place: usage(10**9, 10**9 - 1, 1))
    with pytest.raises(StorageError, match=r"bytes free for the run; got 1"):
        train(tmp_path / "runs")
    assert not (tmp_path / "runs").exists()


def test_another_machine_is_stamped(tmp_path, monkeypatch):
    run = interrupt(tmp_path, monkeypatch, 20)
    facts = json.loads((run / "environment.json").read_text())
    (run / "environment.json").write_text(json.dumps({**facts, "torch": "2.8.0"}))
    said = []
    api.resume(run, say=said.append)
    (stamp,) = store.read_lines(run / "stamps.jsonl")
    assert stamp["step"] == 20
    assert stamp["not_bit_exact_because"] == [f"torch 2.8.0 -> {facts['torch']}"]
    assert any(s.startswith("not bit-exact from step 20 on, because torch 2.8.0") for s in said)


def test_changed_data_are_refused_by_name(tmp_path, monkeypatch):
    run = interrupt(tmp_path, monkeypatch, 4)
    facts = json.loads((run / "data.json").read_text())
    (run / "data.json").write_text(json.dumps({**facts, "digest": "0" * 64}))
    with pytest.raises(DataError, match="digits must be as it was when the run began; got another"):
        api.resume(run)


def test_a_run_that_diverges_says_where_and_keeps_what_was_good(tmp_path):
    said = []
    run = train(
        tmp_path, say=said.append, optimiser="sgd", learning_rate=3e38, schedule="constant", ema=0
    )
    stopped = run.summary()["stopped"]
    assert "was not finite in step" in stopped
    assert "first layer" in stopped
    assert "examples" in stopped
    assert stopped in said
    assert not api.verify(run.path).damages
    assert len(run.predict(np.zeros((8, 8), np.uint8))) == 1
