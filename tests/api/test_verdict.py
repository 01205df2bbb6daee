import json

import pytest
import torch

import netwright as nw
from netwright.api import _verdict, _verdict_facts, _watch_runner
from netwright.api._verdict import could_not, verdict_of
from netwright.diagnosis import Fork


@pytest.mark.parametrize("kind", ["people", "houses", "photos"])
def test_every_kind_of_training_is_judged_and_again_alike(trained, runs, kind):
    run = getattr(runs, kind)
    one, two = (verdict_of(trained(run)) for _ in range(2))
    assert json.dumps(one.to_dict()) == json.dumps(two.to_dict())
    assert len(one.verdicts) > 40
    assert not any("could not" in note for note in one.notes)
    assert (one.strategy is None) == (kind == "houses")


def test_nothing_of_the_caller_changes(trained, runs):
    given = trained(runs.people)
    before = {name: x.clone() for name, x in given.scored.network.state_dict().items()}
    torch.manual_seed(5)
    state = torch.get_rng_state()
    verdict_of(given)
    assert torch.equal(torch.get_rng_state(), state)
    after = given.scored.network.state_dict()
    assert all(torch.equal(before[name], after[name]) for name in before)


def test_a_failure_inside_is_a_note(trained, runs, monkeypatch):
    def broken(*_):
        raise RuntimeError("a rule of mine")

    monkeypatch.setattr(_verdict, "trained_facts", broken)
    found = verdict_of(trained(runs.people))
    assert found.health == "unsure"
    assert found.notes == ("the verdict could not be made: RuntimeError: a rule of mine",)
    assert found.lines[1] == found.notes[0]
    assert could_not("why").text().count("\n") == 2


def test_a_rate_that_is_too_high_is_proved_by_short_runs(tmp_path):
    run = nw.train(
        "digits", out=tmp_path, model="logistic", epochs=6, learning_rate=300.0,
        optimiser="adam", schedule="constant", plan="fp32", tensorboard=False,
    )  # fmt: skip
    assert run.verdict is not None
    assert run.verdict.cause == "LR_HIGH"
    assert run.verdict.lines[2].startswith("set the learning rate to 0.")
    assert "(it is 3e+02)" in run.verdict.lines[2]
    assert any("short runs on copies: nothing" in note for note in run.verdict.notes)
    assert run.verdict.drawings[0].mark == 300.0


def test_forks_are_counted_and_what_cannot_be_afforded_is_said(trained, runs, monkeypatch):
    given = trained(runs.people)
    facts, trial = _verdict_facts.trained_facts(given)
    rich = _verdict._Counted(given, trial, facts)
    assert rich(Fork("nothing")) is not None
    assert rich(Fork("adam")) is None
    assert rich.notes() == [
        "short runs on copies: nothing",
        "left to 'netwright diagnose', for want of time: adam",
    ]
    monkeypatch.setattr(_verdict_facts, "LEAST", 1.0)
    monkeypatch.setattr(_verdict_facts, "SHARE", 0.0)
    poor = _verdict._Counted(given, trial, facts)
    assert poor(Fork("nothing")) is None
    assert poor.notes() == ["left to 'netwright diagnose', for want of time: nothing"]


def test_a_fork_that_fails_says_nothing(trained, runs, monkeypatch):
    given = trained(runs.people)
    facts, trial = _verdict_facts.trained_facts(given)

    def broken(*_):
        raise RuntimeError("no such layer")

    monkeypatch.setattr(_watch_runner, "run_fork", broken)
    counted = _verdict._Counted(given, trial, facts)
    assert counted(Fork("nothing")) is None


def test_several_targets_are_judged_by_their_skills(data, tmp_path):
    run = nw.train(
        data / "people.csv", out=tmp_path, target="label,age", model="logistic", epochs=1,
        plan="fp32", tensorboard=False,
    )  # fmt: skip
    assert run.verdict is not None
    assert "several targets" in run.verdict.notes[0]
    assert "could not" not in run.verdict.text()
