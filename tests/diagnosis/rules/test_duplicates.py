"""Held-out rows that are training rows."""

from netwright.diagnosis import Inputs
from netwright.diagnosis.rules._duplicates import judge


def test_half_of_the_held_out_rows_are_ill(fine):
    verdict = judge(fine(inputs=Inputs(examples=900, inside=0.5, natural=0.01)))
    assert (verdict.health, verdict.cause) == ("ill", "LEAK_DUP")
    assert "50.0% of the held-out rows are training rows; 1.0%" in verdict.evidence[0]


def test_where_some_rows_were_read_it_is_a_lower_bound(fine):
    verdict = judge(fine(inputs=Inputs(examples=900, read=0.5, inside=0.3, natural=0.01)))
    assert verdict.evidence[0].startswith("at least 30.0% of the held-out rows")


def test_repeats_that_are_natural_are_healthy(fine):
    assert judge(fine(inputs=Inputs(examples=900, inside=0.5, natural=0.52))).health == "healthy"


def test_all_of_them_is_a_choice(fine):
    assert judge(fine(inputs=Inputs(examples=900, inside=1.0, natural=0.0))).health == "healthy"
