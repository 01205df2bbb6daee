import json
import shutil

import pytest
import torch

import netwright as nw
from netwright import store
from netwright.api import _checks, _planning
from netwright.api._improve_trials import Trials
from netwright.api._planning import make_schedule, schedule_from
from netwright.errors import DamageError, RecipeError, SettingError, UnavailableError
from netwright.training import Plan, Stop
from netwright.training._machine import Compiler


def _schedule(data, **settings):
    said = []
    prepared = nw.inspect(data / "photos", model="logistic", batch_size=64, **settings).prepared
    return make_schedule(prepared, said.append), said


def test_plain_fp32_is_not_measured(data):
    done, said = _schedule(data, plan="fp32", epochs=3)
    assert (done.plan.chosen.dtype, done.steps, done.seconds) == ("fp32", 3, 0.0)
    assert said[0].startswith("3 steps of 64 in 3 epochs, not timed; plan: fp32")


def test_a_measured_plan_is_kept_and_used_again(data, tmp_path, monkeypatch):
    monkeypatch.setenv("NETWRIGHT_CACHE", str(tmp_path))
    first, said = _schedule(data, epochs=3)
    assert first.seconds > 0
    assert "about " in said[0]
    (kept,) = (tmp_path / "plans").iterdir()
    assert _schedule(data, epochs=3)[0].plan == first.plan
    kept.write_text("{}")
    assert _schedule(data, epochs=3)[0].plan.device == first.plan.device


def test_a_short_training_is_not_planned_for_longer_than_it_takes(data, tmp_path, monkeypatch):
    monkeypatch.setenv("NETWRIGHT_CACHE", str(tmp_path))
    allowed = []

    def measured(task, examples, settings, device, candidates, *, bound):
        allowed.extend([bound(0.01), bound(100.0)])
        return Plan(chosen=candidates[0], device=device.type, step_seconds=0.01)

    monkeypatch.setattr(_planning, "measure_plan", measured)
    done, _ = _schedule(data, epochs=3)
    assert done.steps == 3
    assert allowed == pytest.approx([0.015, 9.0])


def test_minutes_become_steps_before_the_first(data, tmp_path, monkeypatch):
    monkeypatch.setenv("NETWRIGHT_CACHE", str(tmp_path))
    done, _ = _schedule(data, plan="fp32", minutes=0.05)
    assert done.steps >= 1
    assert 0 < done.seconds <= 0.05 * 60 * 1.05


def test_a_schedule_comes_back_from_its_plain_values(data):
    done, _ = _schedule(data, plan="fp32")
    assert schedule_from(json.loads(json.dumps(done.to_dict()))) == done
    for wrong in ({}, {**done.to_dict(), "steps": "many"}, {**done.to_dict(), "plan": 3}):
        with pytest.raises(DamageError, match="must hold a plan"):
            schedule_from(wrong)


def test_the_plan_of_another_run_is_used(data, runs, tmp_path):
    done, _ = _schedule(data, plan=str(runs.photos.path))
    theirs = schedule_from(store.read_json(runs.photos.path / "plan.json"))
    assert done.plan == theirs.plan
    copy = shutil.copytree(runs.photos.path, tmp_path / "run", symlinks=True)
    (copy / "plan.json").write_text("{}")
    with pytest.raises(DamageError, match=r"plan\.json must hold a plan and its steps; got 'plan'"):
        _schedule(data, plan=str(copy))


def test_a_plan_or_a_device_that_is_not_there_is_refused(data, runs):
    with pytest.raises(SettingError, match="plan must be auto, fp32 or a run folder; got 'quick'"):
        _schedule(data, plan="quick")
    with pytest.raises(SettingError, match="did you mean"):
        _schedule(data, plan=str(runs.photos.path)[:-1])
    import torch

    absent = "mps" if torch.cuda.is_available() else "cuda"
    with pytest.raises(UnavailableError, match="device must be one that torch finds here"):
        _schedule(data, plan="fp32", device=absent)


def test_minutes_with_the_plan_of_an_untimed_run_are_measured(data, runs, tmp_path):
    said = []
    nw.train(
        data / "people.csv", out=tmp_path, target="label", model="logistic", minutes=0.02,
        plan=str(runs.people.path), say=said.append,
    )  # fmt: skip
    (line,) = [line for line in said if "steps of" in line]
    assert "not timed" not in line
    steps = int(line.split(" steps")[0].replace(",", ""))
    assert 1 <= steps < 100_000


def test_a_plan_of_another_device_is_refused(data, runs, tmp_path):
    with pytest.raises(SettingError, match=r"device must be cpu, as in the plan of .*got 'cuda'"):
        nw.train(
            data / "people.csv", out=tmp_path, target="label", plan=str(runs.people.path),
            device="cuda" if not torch.cuda.is_available() else "mps",
        )  # fmt: skip


@pytest.fixture
def no_compiler(monkeypatch):
    """A machine on which ``torch.compile`` cannot work."""
    lacking = Compiler(command="g++", problem="g++ is not there")
    monkeypatch.setattr(_planning, "find_compiler", lambda: lacking)


def _compiled(folder):
    """Let a run have a plan of compiled passes."""
    values = store.read_json(folder / "plan.json")
    values["plan"]["chosen"]["passes"] = "compiled"
    (folder / "plan.json").write_text(json.dumps(values))
    return folder


WORDS = (
    r"a C\+\+ compiler must be there for compiled passes, as in the plan 'fp32, .*, compiled'; "
    r"got: g\+\+ is not there\ninstall one with Python's headers, or train anew with --plan auto"
)


@pytest.mark.usefixtures("no_compiler")
def test_a_plan_of_compiled_passes_asks_for_a_compiler_before_a_run_is_begun(
    data, copied, tmp_path
):
    theirs = _compiled(copied("people"))
    with pytest.raises(UnavailableError, match=WORDS):
        nw.train(
            data / "people.csv", out=tmp_path / "new", target="label", plan=str(theirs),
            model="logistic", epochs=1,
        )  # fmt: skip
    assert not (tmp_path / "new").exists()


@pytest.mark.usefixtures("no_compiler")
def test_so_do_a_resume_and_the_trials_of_improve(copied):
    folder = _compiled(copied("people"))
    with pytest.raises(UnavailableError, match=WORDS):
        Trials(nw.load(folder), Stop(), None)
    (folder / "manifest.json").unlink()
    with pytest.raises(UnavailableError, match=WORDS):
        nw.resume(folder)


@pytest.mark.usefixtures("no_compiler")
def test_a_kept_plan_of_compiled_passes_is_measured_anew(data, tmp_path, monkeypatch):
    monkeypatch.setenv("NETWRIGHT_CACHE", str(tmp_path))
    first, _ = _schedule(data, epochs=3)
    (kept,) = (tmp_path / "plans").iterdir()
    values = first.plan.to_dict()
    kept.write_text(json.dumps({**values, "chosen": {**values["chosen"], "passes": "compiled"}}))
    assert _schedule(data, epochs=3)[0].plan.chosen.passes != "compiled"
    assert json.loads(kept.read_text())["chosen"]["passes"] != "compiled"


def test_batch_norm_asks_for_two_examples(data, tmp_path):
    with pytest.raises(SettingError, match="batch_size must be 2 or more for a network"):
        nw.train(data / "photos", out=tmp_path, model="resnet", batch_size=1, epochs=1, plan="fp32")


def test_tensorboard_that_is_not_there_is_said(data, tmp_path, monkeypatch):
    monkeypatch.setattr(_checks, "has_tensorboard", lambda: False)
    with pytest.raises(RecipeError, match="tensorboard must be installed to be true; got none"):
        nw.train(data / "photos", out=tmp_path, tensorboard=True)
