"""A class of masks that is never answered."""

from netwright.diagnosis import Facts
from netwright.diagnosis.rules._masks_never import judge


def test_a_class_that_training_shows_and_no_answer_names_is_ill():
    verdict = judge(Facts(own={"masks/never": 0.02, "masks/left_out": 0.25}))
    assert (verdict.health, verdict.cause) == ("ill", "CLASS_NEVER")
    assert "25% of the classes are never answered" in verdict.evidence[0]
    assert "2.00% of its known pixels" in verdict.evidence[0]


def test_hardly_shown_classes_and_trainings_that_fail_as_a_whole_are_left_alone():
    assert judge(Facts(own={"masks/never": 0.001, "masks/left_out": 0.25})).health == "healthy"
    assert judge(Facts(own={"masks/never": 0.3, "masks/left_out": 0.9})).health == "healthy"
    assert judge(Facts(own={"masks/never": 0.0, "masks/left_out": 0.0})).health == "healthy"
    assert judge(Facts()).health == "unsure"
