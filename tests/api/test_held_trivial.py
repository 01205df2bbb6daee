"""What the predictor that ignores its input scores, from what a run kept."""

import numpy as np
import pytest

from netwright import store
from netwright.api._held_trivial import trivial_scores


def test_classes_are_guessed_by_how_often_they_were_and_numbers_by_their_mean(runs):
    for name, target, measure, wanted in (
        ("photos", {"label": np.array([0, 0, 0, 1])}, "accuracy", (0.25, 0.75)),
        ("houses", {"target": np.array([0.0, 0.0])}, "r2", None),
    ):
        run = getattr(runs, name)
        facts = store.read_json(run.path / "data.json")
        found = trivial_scores(run.model.task, facts, target)
        if wanted:
            assert found[measure] in wanted
        else:
            assert found["rmse"] == pytest.approx(abs(facts["train_mean"]), rel=1e-6)


def test_masks_are_answered_by_the_usual_one(masks_run):
    facts = store.read_json(masks_run.path / "data.json")
    task = masks_run.model.task
    found = trivial_scores(task, facts, {"mask": np.zeros((2, *task.sides), np.uint8)})
    assert 0 <= found["miou"] <= 1
