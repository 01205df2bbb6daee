"""A column that says the target by itself."""

from netwright.diagnosis import Targets
from netwright.diagnosis.rules._target_leak import judge


def test_a_column_that_says_the_label_is_ill_and_named(fine):
    leaking = Targets(kind="classes", leak_column=12, leak_train=1.0, leak_valid=0.33)
    verdict = judge(fine(targets=leaking))
    assert (verdict.health, verdict.cause) == ("ill", "LEAK_TARGET")
    assert "column 12 alone says 100.0%" in verdict.evidence[0]
    assert "33.0% of the held-out ones" in verdict.evidence[0]


def test_no_such_column_is_healthy(fine):
    assert judge(fine()).health == "healthy"
