"""Labels lost in preparation."""

from netwright.diagnosis import Facts, Targets
from netwright.diagnosis.rules._label_preparation import judge


def test_one_class_in_training_is_ill(failed):
    lost = Targets(kind="classes", counts=(300, 0, 0), valid_counts=(30, 30, 40))
    verdict = judge(failed(targets=lost))
    assert (verdict.health, verdict.cause) == ("ill", "LABEL_PREP")
    assert "1 class in 300 training rows; 70%" in verdict.evidence[0]


def test_held_out_classes_that_were_never_trained_are_ill(failed):
    shifted = Targets(kind="classes", counts=(50, 50, 0), valid_counts=(20, 20, 20))
    assert judge(failed(targets=shifted)).cause == "LABEL_PREP"


def test_constant_numbers_are_ill(failed):
    assert (
        judge(failed(targets=Targets(kind="numbers", mean=2.0, spread=0.0))).cause == "LABEL_PREP"
    )


def test_a_rare_class_missing_from_training_is_healthy(fine):
    rare = Targets(kind="classes", counts=(50, 50, 0), valid_counts=(30, 30, 1))
    assert judge(fine(targets=rare)).health == "healthy"
    assert judge(Facts()).health == "unsure"
