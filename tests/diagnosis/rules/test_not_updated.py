"""Weights that do not move."""

from netwright.diagnosis import Facts, Pass, Updates
from netwright.diagnosis.rules._not_updated import judge


def test_weights_outside_the_optimiser_are_ill(failed):
    verdict = judge(failed(updates=Updates(steps=300, outside=1.0, unmoved=1.0)))
    assert (verdict.health, verdict.cause) == ("ill", "NO_UPDATE")
    assert "100% of the trainable numbers are not in the optimiser" in verdict.evidence[0]


def test_weights_that_stand_still_with_gradients_are_ill(failed):
    stuck = Updates(steps=300, outside=0.0, unmoved=1.0, rate=0.0)
    verdict = judge(failed(updates=stuck, start=Pass(gradients=(0.1, 0.2))))
    assert (verdict.cause, verdict.statistic) == ("NO_UPDATE", 1.0)


def test_weights_without_a_gradient_are_another_rule_s(failed):
    stuck = Updates(steps=300, outside=0.0, unmoved=1.0)
    assert judge(failed(updates=stuck, start=Pass(gradients=(0.0, 0.0)))).health == "healthy"


def test_a_part_outside_is_healthy_without_harm(fine):
    assert judge(fine(updates=Updates(steps=300, outside=0.5, unmoved=0.5))).health == "healthy"
    assert judge(Facts()).health == "unsure"
