import dataclasses

import numpy as np
import pytest

import netwright as nw
from netwright import store
from netwright.api._own_facts import own_facts
from netwright.api._pairs_facts import pairs_figures


def with_output(done, output):
    evaluated = dataclasses.replace(done.scored.splits["train"], output=output)
    splits = {**done.scored.splits, "train": evaluated}
    return dataclasses.replace(done, scored=dataclasses.replace(done.scored, splits=splits))


def figures(done):
    return pairs_figures(done, done.learned.task)


def test_a_healthy_run_answers_every_class(masks_run, trained):
    found = figures(trained(masks_run))
    assert found["masks/void"] == pytest.approx(2 / 32)
    assert found["masks/never"] == found["masks/left_out"] == 0
    assert found["pairs/spread"] == pytest.approx(1, abs=0.2)
    assert masks_run.verdict.cause not in ("CLASS_NEVER", "VOID_DOMINATES", "ONE_VALUE", "LR_HIGH")
    assert 0 < own_facts(trained(masks_run)).figure("step/peak") < 0.3
    assert nw.diagnose(masks_run.path).training.cause == masks_run.verdict.cause


def test_a_class_that_is_never_answered_shows(masks_run, trained):
    done = trained(masks_run)
    output = done.scored.splits["train"].output
    found = figures(with_output(done, np.where(output == 2, 0, output)))
    assert found["masks/left_out"] == pytest.approx(1 / 3)
    assert 0.05 < found["masks/never"] < 0.3
    flat = figures(with_output(done, np.zeros_like(output)))
    assert flat["pairs/spread"] == 0


def test_flat_pictures_show(halves_run, trained):
    done = trained(halves_run)
    assert figures(done)["pairs/spread"] > 0.3
    output = np.full_like(done.scored.splits["train"].output, 100)
    assert figures(with_output(done, output))["pairs/spread"] == 0


@pytest.mark.timeout(120)
def test_a_learning_rate_thirty_times_too_high_is_named(masks_run, tmp_path):
    usual = masks_run.recipe.settings.learning_rate
    wrong = nw.train(
        store.read_json(masks_run.path / "data.json")["data"],
        void="11",
        out=tmp_path,
        epochs=10,
        plan="fp32",
        width=0.34,
        evaluations=2,
        learning_rate=30 * usual,
    )
    assert wrong.verdict.cause == "LR_HIGH"
