"""A loss added over the batch."""

from netwright.diagnosis import Loss
from netwright.diagnosis.rules._loss_sum import judge


def test_a_sum_that_does_well_as_a_mean_is_ill(failed, forks):
    verdict = judge(failed(loss=Loss(sums=True), forks=forks(nothing=0.0, loss_averaged=0.9)))
    assert (verdict.health, verdict.cause) == ("ill", "LOSS_REDUCTION")
    assert "divide the learning rate by 32" in verdict.advice[0].action


def test_a_sum_that_trains_is_healthy(fine):
    assert judge(fine(loss=Loss(sums=True))).health == "healthy"


def test_the_fork_decides(failed, forks):
    needs = judge(failed(loss=Loss(sums=True))).needs
    assert [fork.change for fork in needs] == ["nothing", "loss averaged"]
    ran = forks(nothing=0.0, loss_averaged=0.0)
    assert judge(failed(loss=Loss(sums=True), forks=ran)).health == "unsure"
