"""A loss that is lower for wrong answers."""

from netwright.diagnosis import Loss
from netwright.diagnosis.rules._loss_sign import judge


def test_cheap_wrong_answers_are_ill(failed):
    verdict = judge(failed(loss=Loss(reads="scores", good=-0.02, bad=-8.0)))
    assert (verdict.health, verdict.cause) == ("ill", "SIGN")
    assert "right answers cost -0.02, wrong ones -8" in verdict.evidence[0]


def test_dear_wrong_answers_are_healthy(failed):
    assert judge(failed(loss=Loss(reads="scores", good=0.02, bad=8.0))).health == "healthy"
