"""Inputs of a size the first weights are not made for."""

from dataclasses import replace

from netwright.diagnosis import Inputs
from netwright.diagnosis.rules._input_scale import judge

PIXELS = Inputs(examples=1000, columns=64, largest=255.0, spread=96.0, column_ratio=1.5)


def test_pixels_that_fail_and_do_well_when_standardised_are_ill(failed, forks):
    verdict = judge(failed(inputs=PIXELS, forks=forks(nothing=0.02, inputs_standardised=0.9)))
    assert (verdict.health, verdict.cause, verdict.statistic) == ("ill", "INPUT_SCALE", 255.0)
    assert "inputs reach 255" in verdict.evidence[0]
    assert "200 updates" in verdict.evidence[1]


def test_pixels_that_fail_are_suspected_until_the_forks_are_run(failed):
    verdict = judge(failed(inputs=PIXELS))
    assert (verdict.health, verdict.cause) == ("unsure", "INPUT_SCALE")
    assert [fork.change for fork in verdict.needs] == ["nothing", "inputs standardised"]


def test_pixels_a_network_copes_with_are_healthy(fine):
    assert judge(fine(inputs=PIXELS)).health == "healthy"


def test_the_length_of_the_training_may_explain_it(failed, forks):
    ran = forks(nothing=0.02, inputs_standardised=0.05, longer=0.9)
    short = replace(failed().updates, steps=10)
    assert judge(failed(inputs=PIXELS, updates=short, forks=ran)).health == "healthy"


def test_uneven_columns_and_tiny_inputs_are_symptoms(failed):
    uneven = Inputs(examples=100, largest=3.0, spread=1.0, column_ratio=3e4)
    tiny = Inputs(examples=100, largest=0.06, spread=0.02, column_ratio=1.0)
    assert judge(failed(inputs=uneven)).statistic == 3e4
    assert judge(failed(inputs=tiny)).statistic == 0.02


def test_a_network_that_fails_in_evaluation_mode_alone_is_another_rule_s(failed):
    facts = failed(inputs=PIXELS)
    facts = replace(facts, scores=replace(facts.scores, fit_in_train_mode=0.95))
    assert judge(facts).health == "healthy"


def test_a_handful_of_updates_is_too_few_to_blame_the_scale(failed, forks):
    ran = forks(nothing=0.02, inputs_standardised=0.05, longer=0.05)
    handful = replace(failed().updates, steps=4)
    verdict = judge(failed(inputs=PIXELS, updates=handful, forks=ran))
    assert (verdict.health, verdict.cause) == ("unsure", None)
