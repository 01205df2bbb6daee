"""Batches of one kind."""

from netwright.diagnosis import Targets
from netwright.diagnosis.rules._order import judge


def test_batches_of_one_class_are_ill_if_the_training_fails(failed):
    verdict = judge(failed(targets=Targets(kind="classes", counts=(5, 5), variety=0.1)))
    assert (verdict.health, verdict.cause) == ("ill", "NO_SHUFFLE")
    assert "0.10 times as varied" in verdict.evidence[0]


def test_sorted_rows_that_train_well_and_shuffled_ones_are_healthy(fine, failed):
    assert judge(fine(targets=Targets(kind="classes", variety=0.1))).health == "healthy"
    assert judge(failed(targets=Targets(kind="classes", variety=0.98))).health == "healthy"
