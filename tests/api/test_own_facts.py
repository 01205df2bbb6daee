import dataclasses
from dataclasses import replace

import pytest

import netwright as nw
from bars import bars_folder
from netwright.api._diagnose_reached import reached
from netwright.api._own_facts import NOTE, is_own, own_facts, own_figures, own_report
from netwright.contracts import Score
from netwright.diagnosis import diagnose


def test_the_goal_becomes_a_skill(bars_run, trained):
    facts = own_facts(trained(bars_run))
    measures = bars_run.measures
    assert facts.scores.skill == pytest.approx(1 - 2 * measures["val"]["eer"])
    assert facts.scores.fit == pytest.approx(1 - 2 * measures["train"]["eer"])
    assert facts.scores.held_out
    assert facts.updates.steps == bars_run.summary()["steps"]
    assert facts.start.loss == facts.series.loss[0]
    assert facts.end.loss == facts.series.loss[-1]


def test_more_may_be_better_and_a_trivial_predictor_perfect(bars_run, trained):
    done = trained(bars_run)
    scores = {"auc": Score(0.75, 0.01), "eer": Score(0.1, 0.01)}
    evaluated = dataclasses.replace(done.scored.splits["val"], scores=scores)
    splits = {**done.scored.splits, "val": evaluated}
    trivial = {**done.scored.trivial, "val": {"auc": 0.5, "eer": 0.0}}
    given = dataclasses.replace(done.scored, splits=splits, trivial=trivial)
    skill = own_facts(dataclasses.replace(done, scored=given)).scores.skill
    assert skill != skill, "of nothing above it no share can be taken"


def test_other_tasks_have_none(runs, trained):
    assert own_figures(trained(runs.photos)) is None
    assert own_facts(trained(runs.photos)) is None
    assert own_report(reached(runs.photos.path)) is None
    assert not is_own(trained(runs.photos).learned.task)


def test_the_end_of_a_training_and_diagnose_say_the_same(bars_run):
    report = own_report(reached(bars_run.path))
    assert report.notes == (NOTE,)
    assert bars_run.verdict.cause == report.cause
    assert nw.diagnose(bars_run.path).training.cause == report.cause
    assert {one.rule for one in bars_run.verdict.verdicts} >= {"embeddings that collapse"}


def wrong_run(folder, **wrong):
    given = {"epochs": 8, "plan": "fp32", "width": 0.5, "members": 1, "augment": "none"}
    data = bars_folder(folder / "bars")
    return nw.train(data, task="verification", out=folder / "runs", **{**given, **wrong})


def test_a_margin_of_0_is_named(tmp_path):
    run = wrong_run(tmp_path, margin=0.0)
    assert run.verdict.cause == "NO_MARGIN"
    assert run.verdict.lines[0].startswith("ill: NO_MARGIN")


def test_thirty_times_the_rate_is_named_where_people_are_told_apart_badly(tmp_path, trained):
    wild, usual = (
        own_facts(trained(wrong_run(tmp_path / str(rate), learning_rate=rate)))
        for rate in (0.15, 0.005)
    )
    assert wild.figure("step/peak") > 1 > usual.figure("step/peak")
    badly = {"people/eer": 0.2, "people/fit": 0.05}  # bars are easy: here all steps end well
    assert diagnose(replace(wild, own={**wild.own, **badly})).cause == "LR_HIGH"
    assert diagnose(replace(usual, own={**usual.own, **badly})).cause is None
