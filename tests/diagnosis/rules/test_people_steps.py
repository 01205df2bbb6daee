"""Steps larger than the weights."""

import pytest

from netwright.diagnosis import Facts, Updates, diagnose
from netwright.diagnosis.rules._people_steps import judge

WILD = {"step/peak": 3.5, "people/fit": 0.08, "people/eer": 0.2}


def test_steps_larger_than_the_weights_are_named_where_people_are_told_apart_badly():
    facts = Facts(own=WILD, updates=Updates(rate=0.15, steps=800))
    verdict = judge(facts)
    assert (verdict.health, verdict.cause) == ("ill", "LR_HIGH")
    assert "350%" in verdict.evidence[0]
    assert "0.15" in verdict.advice[0].action
    assert diagnose(facts).cause == "LR_HIGH"


@pytest.mark.parametrize(
    "changed", [{"step/peak": 0.3}, {"people/fit": 0.0, "people/eer": 0.05}, {"step/peak": 1.0}]
)
def test_smaller_steps_and_good_ends_are_healthy(changed):
    assert judge(Facts(own={**WILD, **changed})).health == "healthy"


def test_nothing_known_is_unsure():
    assert judge(Facts()).health == "unsure"
