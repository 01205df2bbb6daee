"""Inputs that are all equal."""

from netwright.diagnosis import Facts, Inputs
from netwright.diagnosis.rules._constant_inputs import judge


def test_equal_examples_are_ill_and_counted(failed):
    verdict = judge(failed(inputs=Inputs(examples=200, columns=64, spread=0.0, constant=True)))
    assert (verdict.health, verdict.cause) == ("ill", "INPUT_IGNORED")
    assert "all 200 examples are equal in all 64 columns" in verdict.evidence[0]


def test_inputs_that_differ_are_healthy_even_if_the_training_fails(failed):
    assert judge(failed()).health == "healthy"
    assert judge(Facts()).health == "unsure"
