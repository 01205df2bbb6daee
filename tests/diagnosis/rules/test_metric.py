"""The metric beside the loss."""

import numpy as np
import pytest

from netwright.diagnosis import Series, diagnose
from netwright.diagnosis.rules._metric import judge

LOSS = tuple(2.0 * 0.7**i for i in range(10))
OWN_WAY = (0.5, 0.3, 0.6, 0.2, 0.5, 0.7, 0.3, 0.6, 0.4, 0.5)


def test_a_metric_that_goes_its_own_way_is_suspected_and_never_the_cause(fine):
    facts = fine(series=Series(valid_loss=LOSS, valid_metric=OWN_WAY))
    verdict = judge(facts)
    assert (verdict.health, verdict.cause) == ("unsure", "WRONG_METRIC")
    assert verdict.statistic == pytest.approx(abs(np.corrcoef(LOSS, OWN_WAY)[0, 1]))
    found = diagnose(facts)
    assert (found.health, found.cause, found.consequences) == ("healthy", None, ())


def test_a_metric_that_stands_still_while_the_network_learns_is_suspected(fine):
    verdict = judge(fine(series=Series(valid_loss=LOSS, valid_metric=(0.5,) * 10)))
    assert (verdict.cause, verdict.statistic) == ("WRONG_METRIC", None)
    assert "stays at 0.5 for 10 epochs" in verdict.evidence[0]
    assert judge(fine(skill=0.99, series=Series(valid_loss=LOSS, valid_metric=(1.0,) * 10))).health
    perfect = fine(fit=1.0, skill=0.99, series=Series(valid_loss=LOSS, valid_metric=(1.0,) * 10))
    assert judge(perfect).cause is None


@pytest.mark.parametrize(
    "metric",
    [
        tuple(1 - 0.5 * 0.7**i for i in range(10)),  # accuracy
        tuple(0.5 * 0.7**i for i in range(10)),  # error
        (0.97, 0.98, 0.96, 0.97, 0.98, 0.97, 0.96, 0.98, 0.97, 0.97),  # at its end from the start
    ],
)
def test_a_metric_that_follows_or_has_come_to_its_end_is_healthy(fine, metric):
    assert judge(fine(series=Series(valid_loss=LOSS, valid_metric=metric))).health == "healthy"


def test_nothing_is_said_of_a_failed_training_of_few_epochs_or_of_a_loss_that_stands(failed, fine):
    series = Series(valid_loss=LOSS, valid_metric=OWN_WAY)
    assert (judge(failed(series=series)).health, judge(failed(series=series)).cause) == (
        "unsure",
        None,
    )
    few = Series(valid_loss=LOSS[:4], valid_metric=OWN_WAY[:4])
    assert "4 epochs with a loss and a metric" in judge(fine(series=few)).evidence[0]
    flat = Series(valid_loss=(0.3, 0.31, 0.3, 0.29, 0.3), valid_metric=OWN_WAY[:5])
    assert judge(fine(series=flat)).health == "healthy"
    huge = Series(valid_loss=tuple(1e308 * one for one in LOSS[3:]), valid_metric=OWN_WAY[:7])
    assert judge(fine(series=huge)).statistic is not None
