"""Training labels that are wrong more often than held-out ones."""

from netwright.diagnosis import Simple
from netwright.diagnosis.rules._noisy_labels import judge


def test_labels_neighbours_contradict_in_training_alone_are_ill(fine):
    noisy = Simple(disagree=0.27, disagree_valid=0.04, disagree_error=0.015)
    verdict = judge(fine(simple=noisy))
    assert (verdict.health, verdict.cause) == ("ill", "LABELS_NOISY")
    assert "27.0% of the training labels and 4.0%" in verdict.evidence[0]


def test_hard_examples_are_hard_in_both_splits(fine):
    hard = Simple(disagree=0.20, disagree_valid=0.18, disagree_error=0.015)
    assert judge(fine(simple=hard)).health == "healthy"


def test_a_difference_within_its_error_is_healthy(fine):
    few = Simple(disagree=0.20, disagree_valid=0.10, disagree_error=0.05)
    assert judge(fine(simple=few)).health == "healthy"
