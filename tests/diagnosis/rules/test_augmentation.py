"""Augmentation that makes the inputs unlike the data."""

from netwright.diagnosis import Inputs
from netwright.diagnosis.rules._augmentation import judge

HEAVY = Inputs(examples=900, seen_spread=2.4, seen_shift=0.3)


def test_inputs_unlike_the_data_are_ill_if_the_data_are_learnt(failed, forks):
    verdict = judge(failed(inputs=HEAVY, forks=forks(nothing=0.9)))
    assert (verdict.health, verdict.cause) == ("ill", "AUG_SHIFT")
    assert "2.40 times" in verdict.evidence[0]


def test_augmentation_that_does_no_harm_is_healthy(fine, forks):
    assert judge(fine(inputs=HEAVY, forks=forks(nothing=0.9))).health == "healthy"


def test_light_augmentation_asks_for_nothing(failed):
    light = Inputs(examples=900, seen_spread=1.05, seen_shift=0.01)
    verdict = judge(failed(inputs=light))
    assert (verdict.health, verdict.needs) == ("healthy", ())
