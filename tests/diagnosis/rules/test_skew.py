"""Held-out rows that are not like the training rows."""

from netwright.diagnosis import Inputs, Simple
from netwright.diagnosis.rules._skew import judge


def test_another_place_and_a_gap_are_ill(fine):
    verdict = judge(fine(fit=0.95, skill=0.2, inputs=Inputs(examples=900, shift=0.6)))
    assert (verdict.health, verdict.cause) == ("ill", "TRAIN_TEST_SKEW")
    assert "60% of the columns" in verdict.evidence[0]


def test_a_relation_that_breaks_is_ill(fine):
    broken = Simple(within=0.9, within_error=0.01, across=0.1, across_error=0.02, examples=900)
    assert judge(fine(fit=0.95, skill=0.1, simple=broken)).cause == "TRAIN_TEST_SKEW"


def test_a_spread_of_255_needs_no_gap(fine):
    assert judge(fine(inputs=Inputs(examples=900, spread_ratio=255.0))).cause == "TRAIN_TEST_SKEW"


def test_a_shift_without_a_gap_is_healthy(fine):
    assert judge(fine(inputs=Inputs(examples=900, shift=0.6))).health == "healthy"
