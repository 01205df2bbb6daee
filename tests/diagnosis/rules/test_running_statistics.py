"""Running statistics that do not follow the data."""

from netwright.diagnosis import Layer, Pass, Scores, Updates
from netwright.diagnosis.rules._running_statistics import judge

NORM = Pass(layers=(Layer(operation="batch_norm"),))


def test_statistics_that_stand_still_are_ill(fine):
    verdict = judge(fine(start=NORM, updates=Updates(steps=90, statistics_moved=False)))
    assert (verdict.health, verdict.cause) == ("ill", "BN_STATS")


def test_a_network_that_is_worse_in_evaluation_mode_is_ill(fine):
    torn = Scores(fit=0.3, fit_in_train_mode=0.9)
    verdict = judge(fine(start=NORM, scores=torn))
    assert (verdict.cause, round(verdict.statistic, 2)) == ("BN_STATS", 0.6)
    assert "0.90 in training mode, 0.30 in evaluation mode" in verdict.evidence[0]


def test_where_held_out_rows_do_as_well_the_statistics_are_not_to_blame(fine):
    few = Scores(fit=0.69, fit_in_train_mode=0.93, skill=0.28, skill_in_train_mode=0.22)
    assert judge(fine(start=NORM, scores=few)).health == "healthy"
    both = Scores(fit=0.3, fit_in_train_mode=0.9, skill=0.2, skill_in_train_mode=0.6)
    assert judge(fine(start=NORM, scores=both)).cause == "BN_STATS"


def test_statistics_that_follow_are_healthy_and_so_is_a_network_without(fine):
    agreed = Scores(fit=0.9, fit_in_train_mode=0.91)
    assert judge(fine(start=NORM, scores=agreed)).health == "healthy"
    assert judge(fine()).health == "healthy"
