"""Probabilities handed to a loss that makes its own."""

from netwright.diagnosis import Facts, Loss, Output
from netwright.diagnosis.rules._double_softmax import judge


def test_shares_into_a_loss_that_reads_scores_are_ill(fine):
    shares = Output(units=10, rows_sum_to_one=True, lowest=0.0, highest=1.0)
    verdict = judge(fine(output=shares, loss=Loss(reads="scores")))
    assert (verdict.health, verdict.cause) == ("ill", "DOUBLE_SOFTMAX")
    assert "no class can get more than 0.23" in verdict.evidence[0]


def test_a_sigmoid_into_a_loss_with_a_sigmoid_is_ill(fine):
    squashed = Output(units=1, floor=0.0, ceiling=1.0, lowest=0.2, highest=0.8)
    assert judge(fine(output=squashed, loss=Loss(reads="scores"))).cause == "DOUBLE_SOFTMAX"


def test_shares_into_a_loss_that_reads_them_are_healthy(fine):
    shares = Output(units=10, rows_sum_to_one=True)
    assert judge(fine(output=shares, loss=Loss(reads="probabilities"))).health == "healthy"
    assert judge(Facts()).health == "unsure"
