"""A margin of 0."""

import pytest

from netwright.diagnosis import Facts, diagnose
from netwright.diagnosis.rules._people_margin import judge


def test_no_margin_is_named_whatever_was_reached():
    facts = Facts(own={"people/margin": 0.0, "people/eer": 0.03})
    verdict = judge(facts)
    assert (verdict.health, verdict.cause) == ("ill", "NO_MARGIN")
    assert diagnose(facts).cause == "NO_MARGIN"


@pytest.mark.parametrize("margin", [1e-3, 0.3])
def test_a_margin_is_healthy(margin):
    assert judge(Facts(own={"people/margin": margin})).health == "healthy"


def test_an_objective_without_one_is_not_judged():
    assert judge(Facts(own={"people/margin": float("nan")})).health == "unsure"
    assert judge(Facts()).cause is None
