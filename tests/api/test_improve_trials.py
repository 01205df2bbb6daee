import math
from dataclasses import replace

import numpy as np
import pytest
import torch

import netwright as nw
from netwright.api import _improve_trials
from netwright.api._improve_trials import Trials, Weights
from netwright.contracts import Score
from netwright.errors import DataError, StoppedError
from netwright.training import Stop


def _trials(run, stop=None):
    return Trials(run, stop or Stop(), None)


@pytest.mark.parametrize("kind", ["people", "houses", "photos"])
def test_the_runs_own_seed_gives_the_runs_own_score(runs, kind):
    run = getattr(runs, kind)
    found = _trials(run)(run.recipe, run.recipe.settings.seed)
    measure = run.model.task.goal.measure
    assert found.score == pytest.approx(run.measures["val"][measure], rel=1e-9)
    assert found.seconds > 0
    assert found.said == ""


def test_another_seed_is_another_training_on_the_same_val_rows(runs, monkeypatch):
    looked = []
    real = _improve_trials.evaluate

    def evaluate(network, task, examples, rows):
        looked.append((rows.tolist(), examples.splits))
        return real(network, task, examples, rows)

    monkeypatch.setattr(_improve_trials, "evaluate", evaluate)
    trials = _trials(runs.houses)
    scores = [trials(runs.houses.recipe, seed).score for seed in (5, 5, 6)]
    assert scores[0] == scores[1] != scores[2]
    for rows, splits in looked:
        assert rows == splits["val"].tolist()
        assert not set(rows) & set(splits["test"].tolist())
    assert looked[0][0] == looked[2][0]


def test_nothing_is_written_beside_the_run(runs):
    before = sorted(runs.out.iterdir())
    _trials(runs.photos)(runs.photos.recipe, 1)
    assert sorted(runs.out.iterdir()) == before


def test_minutes_become_steps_of_each_network(data, tmp_path):
    run = nw.train(
        data / "people.csv", out=tmp_path, target="label", model="logistic", minutes=0.005,
        plan="fp32", tensorboard=False,
    )  # fmt: skip
    found = _trials(run)(run.recipe, run.recipe.settings.seed)
    assert found.score is not None


def test_a_recipe_that_cannot_be_trained_says_why(runs):
    recipe = runs.photos.recipe.with_values("coach", model="convnet", activation="maxoutt")
    found = _trials(runs.photos)(recipe, 0)
    assert found.score is None
    assert found.said.startswith("activation must be")
    assert "\n" not in found.said


def test_no_number_counts_as_ignoring_the_input(runs, monkeypatch):
    real = _improve_trials.evaluate

    def evaluate(*given):
        done = real(*given)
        scores = {name: Score(math.nan, math.nan) for name in done.scores}
        return replace(done, scores=scores)

    monkeypatch.setattr(_improve_trials, "evaluate", evaluate)
    run = runs.houses
    found = _trials(run)(run.recipe, 0)
    measure = run.model.task.goal.measure
    assert found.score == pytest.approx(run.model.about["trivial"]["val"][measure])
    assert found.error is None


def test_changed_data_are_refused(data, tmp_path):
    table = tmp_path / "people.csv"
    table.write_text((data / "people.csv").read_text())
    run = nw.train(table, out=tmp_path, target="label", model="logistic", epochs=1, plan="fp32")
    table.write_text(table.read_text().replace("Bath", "Leeds", 1))
    with pytest.raises(DataError, match="must be as it was when the run began; got another digest"):
        _trials(run)(run.recipe, 0)


def test_a_signal_ends_a_training(runs):
    stop = Stop()
    stop.signal_number = 15
    with pytest.raises(StoppedError, match="saved after step 1 of"):
        _trials(runs.photos, stop)(runs.photos.recipe, 0)


def test_the_first_weights_stand_until_there_are_best_ones():
    kept = Weights()
    first, best = {"w": torch.zeros(2)}, {"w": torch.ones(2)}
    kept.checkpoint(0, {"weights": first}, {}, best=False)
    assert np.array_equal(kept.kept["w"], [0, 0])
    kept.checkpoint(1, {"weights": first, "ema": best}, {}, best=True)
    best["w"].add_(5)  # the training's own memory goes on changing
    kept.checkpoint(2, {"weights": first}, {}, best=False)
    assert np.array_equal(kept.kept["w"], [1, 1])
    kept.history({})
    kept.timing({})
    kept.tensors(0, {}, {})
    assert kept.wants_tensors is False
