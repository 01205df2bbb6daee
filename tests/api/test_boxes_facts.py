from dataclasses import replace

import pytest

import netwright as nw
from boxed import boxed_folder
from netwright.api._boxes_facts import boxes_figures
from netwright.api._own_facts import own_facts


def figures(trained, task):
    return boxes_figures(trained, task)


def test_a_healthy_run_has_fitting_anchors_and_finds_its_boxes(boxed_run, trained):
    done = trained(boxed_run)
    found = figures(done, done.learned.task)
    assert found["boxes/fit"] == pytest.approx(found["boxes/best_fit"], abs=1e-3)
    assert found["boxes/far"] == 0
    assert found["boxes/small"] == 0
    assert found["boxes/shared"] == 0
    assert found["boxes/unfound"] < 0.5


def test_anchors_of_another_size_show(boxed_run, trained):
    done = trained(boxed_run)
    task = replace(done.learned.task, anchors=((2.0, 2.0), (3.0, 3.0)))
    found = figures(done, task)
    assert found["boxes/fit"] < 0.1 < found["boxes/best_fit"]
    assert found["boxes/far"] == 1


def test_the_facts_hold_the_figures_and_the_goal_as_a_skill(boxed_run, trained):
    done = trained(boxed_run)
    facts = own_facts(done)
    assert facts.figure("boxes/far") == 0
    assert 0 < facts.figure("step/peak") < 0.3
    goal, trivial = (boxed_run.summary()["measures"]["val"]["map50"], 0.0)
    assert facts.scores.skill <= goal
    assert facts.scores.skill > trivial


@pytest.mark.parametrize(
    ("wrong", "cause"),
    [({"learning_rate": 0.15}, "LR_HIGH"), ({"anchors": "2x2+3x3"}, "ANCHORS")],
)
def test_a_wrong_recipe_is_named(tmp_path, wrong, cause):
    run = nw.train(
        boxed_folder(tmp_path / "boxed", train=24, val=8, test=8),
        out=tmp_path / "runs",
        epochs=6,
        plan="fp32",
        width=0.5,
        evaluations=2,
        **wrong,
    )
    assert run.verdict.cause == cause
