"""A loss that does not care which target belongs to which answer."""

from netwright.diagnosis import Loss
from netwright.diagnosis.rules._pairing import judge


def test_a_loss_blind_to_the_order_of_targets_is_ill(failed):
    verdict = judge(failed(loss=Loss(reads="numbers", pairing=0.0)))
    assert (verdict.health, verdict.cause) == ("ill", "BROADCAST")
    assert "squeeze(-1)" in verdict.advice[0].action


def test_a_loss_that_minds_is_healthy(failed):
    assert judge(failed(loss=Loss(reads="numbers", pairing=0.4))).health == "healthy"
