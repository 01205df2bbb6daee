"""Answers of one value."""

from netwright.diagnosis import Facts
from netwright.diagnosis.rules._pairs_flat import judge


def test_answers_of_one_value_are_ill():
    verdict = judge(Facts(own={"pairs/spread": 0.01}))
    assert (verdict.health, verdict.cause) == ("ill", "ONE_VALUE")
    assert "by 1.0% of what is wanted" in verdict.evidence[0]


def test_answers_that_vary_are_healthy():
    assert judge(Facts(own={"pairs/spread": 0.8})).health == "healthy"
    assert judge(Facts()).health == "unsure"
