"""Frozen layers that were needed."""

from netwright.diagnosis import Updates
from netwright.diagnosis.rules._frozen import judge

FROZEN = Updates(steps=500, frozen=0.6)


def test_layers_that_win_back_when_trained_are_ill(failed, forks):
    verdict = judge(failed(updates=FROZEN, forks=forks(nothing=0.02, all_layers_trained=0.9)))
    assert (verdict.health, verdict.cause) == ("ill", "FROZEN")
    assert "60% of the numbers" in verdict.evidence[0]


def test_features_frozen_by_intent_are_healthy(fine, failed):
    assert judge(fine(updates=FROZEN)).health == "healthy"
    assert judge(failed(updates=Updates(steps=500, frozen=0.0))).health == "healthy"


def test_the_fork_is_asked_for(failed):
    changes = [fork.change for fork in judge(failed(updates=FROZEN)).needs]
    assert changes == ["nothing", "all layers trained"]
