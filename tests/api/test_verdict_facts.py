import math

import pytest
import torch

from netwright.api import _verdict_facts
from netwright.api._verdict_facts import (
    Trained,
    middle_rate,
    pass_alone,
    series_of,
    trained_facts,
    update_ratio,
)
from netwright.contracts import Score
from netwright.recipe import Settings
from netwright.training import Evaluated


def test_scores_are_those_that_were_measured(trained, runs):
    facts, _ = trained_facts(trained(runs.people))
    measures, trivial = runs.people.measures, runs.people.model.about["trivial"]
    for split, found in (("train", facts.scores.fit), ("val", facts.scores.skill)):
        floor = trivial[split]["accuracy"]
        floor = max(floor, 1 - floor)
        wanted = (measures[split]["accuracy"] - floor) / (1 - floor)
        assert found == pytest.approx(wanted, abs=1e-6)
    assert facts.scores.held_out
    assert len(facts.scores.recalls) == 2


def test_numbers_are_judged_in_what_is_learned(trained, runs):
    facts, trial = trained_facts(trained(runs.houses))
    assert trial.kind == "numbers"
    assert float(trial.y.mean()) == pytest.approx(0, abs=0.2)
    assert -1 <= facts.scores.fit <= 1
    assert math.isfinite(facts.simple.within)


def test_passes_updates_and_series_are_read(trained, runs):
    facts, _ = trained_facts(trained(runs.people))
    settings = runs.people.recipe.settings
    assert facts.updates.method == settings.optimiser
    assert facts.updates.rate == settings.learning_rate
    assert facts.updates.steps == runs.people.summary()["steps"]
    assert 0 < facts.updates.ratio < 1
    assert facts.start.layers
    assert facts.end.layers
    assert len(facts.series.valid_loss) == len(runs.people.history)
    assert facts.start.dropout == settings.dropout


def test_the_bound_grows_with_the_training_and_has_a_floor(trained, runs):
    small, large = trained(runs.people), trained(runs.people, multiply_adds=10**12)
    assert small.allowed == _verdict_facts.LEAST
    work = large.steps * large.learned.settings.batch_size * 3 * 1e12
    assert large.allowed == pytest.approx(0.03 * work)
    assert trained(runs.people, multiply_adds=0).each == small.scored.parameters


def test_a_step_of_known_size_has_a_known_ratio():
    class Half(torch.optim.SGD):
        def step(self, closure=None):
            with torch.no_grad():
                for group in self.param_groups:
                    for one in group["params"]:
                        one.mul_(1 - group["lr"])

    model = torch.nn.Linear(3, 2)
    pair = (model, Half(model.parameters(), lr=0.5))
    x, y = torch.randn(8, 3), torch.zeros(8, 2)
    before = model.weight.detach().clone()
    loss_fn = torch.nn.functional.mse_loss
    assert update_ratio(pair, 0.5, loss_fn, (x, y)) == pytest.approx(0.25)
    assert torch.equal(model.weight, before)


def test_the_middle_rate_is_that_of_the_schedule():
    calm = Settings(schedule="constant", warmup=0.0, learning_rate=0.5)
    assert middle_rate(calm, 100) == 0.5
    assert middle_rate(calm, 0) == 0.5
    falling = Settings(schedule="linear", warmup=0.0, learning_rate=1.0)
    assert middle_rate(falling, 1000) == pytest.approx(0.5, abs=0.05)


def test_a_history_becomes_series():
    lines = [{"batch/loss": 2.0, "val/loss": 2.5, "val/accuracy": 0.1}, {"batch/loss": 1.0}]
    found = series_of(lines, "accuracy")
    assert (found.loss, found.valid_loss, found.valid_metric) == ((2.0, 1.0), (2.5,), (0.1,))


def test_several_targets_give_their_skill(trained, runs):
    given = trained(runs.people)
    splits = {
        name: Evaluated(output=None, loss=1.0, scores={"skill": Score(value, 0.1)})
        for name, value in (("train", 0.8), ("val", 0.5))
    }
    from dataclasses import replace

    facts = pass_alone(replace(given, scored=replace(given.scored, splits=splits)))
    assert (facts.scores.fit, facts.scores.skill, facts.scores.held_out) == (0.8, 0.5, True)
    bare = replace(given.scored, splits={})
    assert math.isnan(pass_alone(replace(given, scored=bare)).scores.fit)
    assert isinstance(given, Trained)
