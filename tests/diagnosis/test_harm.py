"""The harm gate and what counts as proof."""

import dataclasses

from netwright.diagnosis import (
    Facts,
    Fork,
    Forked,
    Layer,
    Pass,
    Scores,
    Series,
    Simple,
    Updates,
    harm_of,
)
from netwright.diagnosis._harm import LONGER, NOTHING, catches_up, gains, reached_words, wins_back

GOOD = Scores(fit=0.95, fit_error=0.01, skill=0.9, skill_error=0.02, held_out=True)
POOR = dataclasses.replace(GOOD, fit=0.05, skill=0.02)
SIMPLE = Simple(within=0.9, within_error=0.01, across=0.9, across_error=0.01)
RATE = Fork("rate", 0.1)


def _forked(fit: float, skill: float | None = None, steps: int = 200) -> Forked:
    held = fit if skill is None else skill
    return Forked(
        fit=fit,
        fit_error=0.01,
        skill=held,
        skill_error=0.02,
        loss=0.1,
        steps=steps,
        seeds=2,
        seconds=1,
    )


def test_good_skill_is_no_harm_and_empty_facts_neither():
    assert not harm_of(Facts(scores=GOOD, simple=SIMPLE))
    assert not harm_of(Facts())


def test_low_skill_and_skill_far_below_the_simplest_predictors_are_harm():
    assert harm_of(Facts(scores=POOR)).fitting
    middling = dataclasses.replace(GOOD, fit=0.6, skill=0.6)
    harm = harm_of(Facts(scores=middling, simple=SIMPLE))
    assert "skill 0.60 on training rows" in harm.words
    hard = Simple(within=0.62, within_error=0.01, across=0.62, across_error=0.01)
    assert not harm_of(Facts(scores=middling, simple=hard))


def test_a_failure_on_held_out_rows_alone_is_told_apart():
    torn = dataclasses.replace(GOOD, skill=0.1)
    harm = harm_of(Facts(scores=torn, simple=SIMPLE))
    assert (harm.fitting, harm.holding) == (False, True)


def test_what_is_not_finite_is_harm_and_says_where():
    harm = harm_of(Facts(scores=GOOD, series=Series(nonfinite_step=7)))
    assert "the loss of step 7 is not finite" in harm.words
    exploded = Pass(layers=(Layer(operation="exp", nonfinite=True),))
    assert harm_of(Facts(end=exploded)).fitting
    assert harm_of(Facts(end=Pass(nonfinite_weights=True))).fitting


def test_a_loss_that_ends_above_its_beginning_is_harm():
    facts = Facts(scores=GOOD, start=Pass(loss=2.3), end=Pass(loss=9e9))
    assert "the loss ends at 9e+09; it began at 2.3" in harm_of(facts).words


def test_a_loss_that_never_falls_is_harm_where_no_skill_is_known():
    assert harm_of(Facts(series=Series(loss=(1.0,) * 20))).fitting
    falling = tuple(1 - 0.04 * step for step in range(20))
    assert not harm_of(Facts(series=Series(loss=falling)))


def test_a_fork_wins_back_half_of_what_is_missing():
    facts = Facts(scores=POOR, simple=SIMPLE, forks={RATE: _forked(0.6), LONGER: _forked(0.3)})
    assert wins_back(facts, RATE)
    assert not wins_back(facts, LONGER)
    assert gains(facts, LONGER)
    assert not wins_back(facts, NOTHING)


def test_a_fork_must_also_beat_the_unchanged_fork():
    forks = {RATE: _forked(0.85), NOTHING: _forked(0.84)}
    assert not wins_back(Facts(scores=POOR, simple=SIMPLE, forks=forks), RATE)


def test_where_the_training_rows_are_fitted_the_held_out_ones_count():
    torn = dataclasses.replace(GOOD, skill=0.1)
    facts = Facts(scores=torn, simple=SIMPLE, forks={RATE: _forked(0.7, 0.8)})
    assert wins_back(facts, RATE)
    assert not wins_back(dataclasses.replace(facts, forks={RATE: _forked(0.99, 0.1)}), RATE)


def test_catching_up_takes_a_quarter_of_the_updates():
    slow = dataclasses.replace(GOOD, fit=0.8, skill=0.8)
    forks = {RATE: _forked(0.8), NOTHING: _forked(0.05)}
    facts = Facts(scores=slow, forks=forks, updates=Updates(steps=1700))
    assert catches_up(facts, RATE)
    assert not catches_up(dataclasses.replace(facts, updates=Updates(steps=300)), RATE)


def test_the_words_of_a_fork_hold_its_figures():
    facts = Facts(scores=POOR, forks={RATE: _forked(0.8, 0.7)})
    assert "'rate x 0.1' reach a skill of 0.80" in reached_words(facts, RATE)
    assert "was not run" in reached_words(facts, LONGER)
