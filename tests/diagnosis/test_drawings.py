"""The evidence as drawings."""

import math

import pytest

from netwright.diagnosis import (
    Bars,
    Curve,
    Facts,
    Fork,
    Forked,
    Inputs,
    Layer,
    Pass,
    Scores,
    Simple,
    Targets,
    Updates,
    diagnose,
    ladder,
)
from netwright.diagnosis._drawings import drawings_of

POOR = Scores(fit=0.0, fit_error=0.02, skill=0.01, skill_error=0.03, held_out=True)
FINE = Scores(fit=0.95, fit_error=0.01, skill=0.9, skill_error=0.02, held_out=True)
SIMPLE = Simple(within=0.9, within_error=0.01, across=0.85, across_error=math.nan, examples=500)


def forked(fit):
    return Forked(
        fit=fit, fit_error=0.01, skill=fit, skill_error=0.01, loss=1.0, steps=60, seeds=2, seconds=0
    )


def test_a_learning_rate_is_drawn_as_skill_along_it_with_a_mark():
    forks = {
        Fork("nothing"): forked(0.0),
        Fork("rate", 0.1): forked(0.3),
        Fork("rate", 0.01): forked(0.93),
    }
    facts = Facts(
        scores=POOR,
        simple=SIMPLE,
        updates=Updates(steps=500, rate=0.5, ratio=0.5, ratio_early=0.5, method="sgd"),
    )
    found = diagnose(facts, lambda fork: forks.get(fork))
    assert found.cause == "LR_HIGH"
    curve = drawings_of(found, None)[0]
    assert isinstance(curve, Curve)
    assert curve.mark == 0.5
    assert [round(x, 6) for x, _, _ in curve.points] == sorted(
        round(x, 6) for x, *_ in curve.points
    )
    assert (pytest.approx(0.005), 0.93, 0.01) in curve.points
    assert (0.5, 0.0, 0.01) in curve.points


def test_skills_stand_beside_the_simplest_predictors_with_their_errors():
    (drawn,) = drawings_of(diagnose(Facts(scores=FINE, simple=SIMPLE)), None)
    assert isinstance(drawn, Bars)
    assert [bar.value for bar in drawn.bars] == [0.95, 0.9, 0.9, 0.85]
    assert [bar.error for bar in drawn.bars] == [0.01, 0.01, 0.02, None]
    assert drawn.threshold == 0.14


def test_the_ladder_has_a_bar_for_each_rung_and_no_error_where_it_is_exact():
    strategy = ladder(human=0.01, train=0.05, dev=0.2, counts={"train": 1000, "dev": 400})
    drawn = drawings_of(diagnose(Facts(scores=FINE)), strategy)[-1]
    assert isinstance(drawn, Bars)
    values = {bar.name: (bar.value, bar.error) for bar in drawn.bars}
    assert values["best possible"] == (0.01, None)
    assert values["validation"][0] == 0.2
    assert values["validation"][1] == pytest.approx(math.sqrt(0.2 * 0.8 / 400), rel=0.02)


def test_dead_units_are_drawn_layer_by_layer():
    end = Pass(layers=(Layer(operation="linear"), Layer(operation="relu", dead=1.0),
                       Layer(operation="relu", dead=0.25)))  # fmt: skip
    found = diagnose(Facts(scores=POOR, simple=SIMPLE, end=end, updates=Updates(steps=0)))
    assert found.cause == "DEAD_RELU"
    drawn = drawings_of(found, None)[0]
    assert [(bar.name, bar.value) for bar in drawn.bars] == [("layer 2", 1.0), ("layer 3", 0.25)]
    assert drawn.threshold == 0.9


def test_gradients_are_compared_by_powers_of_ten():
    start = Pass(gradients=(1e-6, 1e-3, 1.0))
    found = diagnose(Facts(scores=POOR, simple=SIMPLE, start=start))
    assert found.cause == "GRAD_VANISH"
    drawn = drawings_of(found, None)[0]
    assert drawn.log
    assert [bar.value for bar in drawn.bars] == [1e-6, 1e-3, 1.0]


def test_classes_are_counted_and_other_causes_stand_beside_their_threshold():
    rare = Facts(
        targets=Targets(kind="classes", counts=(400, 12), valid_counts=(100, 3)),
        scores=Scores(fit=0.9, skill=0.8, fit_error=0.01, skill_error=0.02, held_out=True,
                      recalls=(0.99, 0.0)),
    )  # fmt: skip
    found = diagnose(rare)
    assert found.cause == "IMBALANCE"
    assert [bar.value for bar in drawings_of(found, None)[0].bars] == [400.0, 12.0]
    leak = diagnose(Facts(inputs=Inputs(examples=90, inside=0.4, natural=0.0), scores=FINE))
    assert leak.cause == "LEAK_DUP"
    drawn = drawings_of(leak, None)[0]
    assert (drawn.bars[0].value, drawn.threshold) == (0.4, 0.05)


def test_what_is_not_known_is_not_drawn():
    assert drawings_of(diagnose(Facts()), None) == ()
