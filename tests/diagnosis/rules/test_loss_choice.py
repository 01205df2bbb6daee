"""A loss that does not fit the targets."""

from netwright.diagnosis import Loss, Output, Targets
from netwright.diagnosis.rules._loss_choice import judge

SQUASHED = Output(units=10, floor=0.0, ceiling=1.0, lowest=0.0, highest=1.0)
SQUARED = Loss(reads="numbers", bounded=True)


def test_squared_errors_of_probabilities_are_ill_with_harm_only(failed, fine):
    verdict = judge(failed(output=SQUASHED, loss=SQUARED))
    assert (verdict.health, verdict.cause) == ("ill", "LOSS_MISMATCH")
    assert "cross-entropy" in verdict.advice[0].action
    assert judge(fine(output=SQUASHED, loss=SQUARED)).health == "healthy"


def test_squared_errors_of_plain_outputs_are_healthy(failed):
    assert judge(failed(output=Output(units=10), loss=SQUARED)).health == "healthy"


def test_numbers_whose_best_answer_is_another_are_ill(failed):
    numbers = Targets(kind="numbers", spread=1.0)
    verdict = judge(failed(targets=numbers, loss=Loss(reads="numbers", minimum_gap=0.3)))
    assert (verdict.cause, verdict.statistic) == ("LOSS_MISMATCH", 0.3)
    assert judge(failed(targets=numbers, loss=Loss(minimum_gap=-0.1))).health == "healthy"
