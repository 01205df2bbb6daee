"""Overfitting."""

from netwright.diagnosis import Inputs, Simple
from netwright.diagnosis.rules._overfitting import judge


def test_a_gap_that_more_rows_would_close_is_ill(fine, forks):
    verdict = judge(fine(fit=1.0, skill=0.82, forks=forks(nothing=0.82, half=0.65)))
    assert (verdict.health, verdict.cause) == ("ill", "OVERFIT")
    assert "8.0 standard errors apart" in verdict.evidence[0]
    assert "half of the rows reaches a held-out skill of 0.65" in verdict.evidence[1]


def test_a_gap_that_more_rows_would_not_close_is_healthy(fine, forks):
    assert judge(fine(fit=1.0, skill=0.82, forks=forks(nothing=0.82, half=0.8))).health == "healthy"


def test_a_small_gap_and_a_failed_training_are_not_overfitting(fine, failed):
    assert judge(fine(inputs=Inputs(examples=1000))).health == "healthy"
    assert judge(failed(fit=0.1, skill=-0.2)).health == "healthy"


def test_the_forks_are_asked_for(fine):
    needs = [str(fork) for fork in judge(fine(fit=1.0, skill=0.82)).needs]
    assert needs == ["nothing", "fewer examples x 0.5"]


def test_a_very_wide_gap_needs_no_fork_where_the_held_out_rows_fail(fine):
    verdict = judge(fine(fit=1.0, skill=0.5))
    assert (verdict.cause, verdict.needs) == ("OVERFIT", ())
    all_they_allow = judge(fine(fit=1.0, skill=0.5, simple=Simple(across=0.3, across_error=0.01)))
    assert (all_they_allow.cause, len(all_they_allow.needs)) == (None, 2)
