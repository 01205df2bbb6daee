"""Gradients that are never cleared."""

from netwright.diagnosis import Facts, Updates
from netwright.diagnosis.rules._gradients_cleared import judge


def test_gradients_that_always_pile_up_are_ill(failed):
    verdict = judge(failed(updates=Updates(steps=30, backwards=30, uncleared=1.0)))
    assert (verdict.health, verdict.cause) == ("ill", "NO_ZERO_GRAD")
    assert "100% of 30 backward passes" in verdict.evidence[0]


def test_long_piling_up_needs_no_harm(fine):
    assert judge(fine(updates=Updates(steps=900, backwards=64, uncleared=1.0))).health == "ill"


def test_accumulation_over_four_passes_is_healthy(failed):
    accumulated = Updates(steps=90, backwards=64, uncleared=0.75)
    assert judge(failed(updates=accumulated)).health == "healthy"
    assert judge(Facts()).health == "unsure"
