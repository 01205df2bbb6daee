"""Rows that are missing."""

from netwright.diagnosis import Facts, Simple, diagnose
from netwright.diagnosis.rules._more_data import judge

HALVED = {"nothing": 0.82, "half": 0.6}


def test_beside_overfitting_rows_that_would_help_are_a_consequence(fine, forks):
    facts = fine(fit=1.0, skill=0.82, forks=forks(**HALVED))
    verdict = judge(facts)
    assert (verdict.health, verdict.cause) == ("ill", "MORE_DATA")
    assert "half of the rows reach a held-out skill of 0.60" in verdict.evidence[0]
    found = diagnose(facts)
    assert found.cause == "OVERFIT"
    assert "MORE_DATA" in [one.cause for one in found.consequences]


def test_rows_that_help_little_are_suspected_and_quiet_without_harm(fine, forks):
    few = forks(nothing=0.6, half=0.52)  # of a gap of 0.3: less than a third
    facts = fine(fit=0.9, skill=0.6, forks=few)
    assert (judge(facts).health, judge(facts).cause) == ("unsure", "MORE_DATA")
    found = diagnose(facts)
    assert (found.cause, found.harm != "") == ("MORE_DATA", True)
    found = diagnose(fine(fit=0.9, skill=0.6, simple=Simple(), forks=few))
    assert (found.health, found.cause, found.harm) == ("healthy", None, "")


def test_rows_that_do_not_help_and_no_gap_are_healthy(fine, forks):
    assert judge(fine(fit=1.0, skill=0.82, forks=forks(nothing=0.82, half=0.8))).health == "healthy"
    assert judge(fine()).health == "healthy"
    assert judge(Facts()).health == "unsure"


def test_without_forks_it_is_suspected_beside_certain_overfitting_only(fine):
    wide = judge(fine(fit=1.0, skill=0.4))
    assert (wide.health, wide.cause) == ("unsure", "MORE_DATA")
    assert [str(fork) for fork in wide.needs] == ["nothing", "fewer examples x 0.5"]
    narrow = judge(fine(fit=1.0, skill=0.82))
    assert (narrow.health, narrow.cause, narrow.needs) == ("unsure", None, ())


def test_a_training_that_is_not_fitted_needs_no_rows(failed):
    assert judge(failed(fit=0.1, skill=-0.2)).health == "healthy"
