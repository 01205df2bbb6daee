"""Fewer outputs than classes."""

from netwright.diagnosis import Facts, Output, Targets
from netwright.diagnosis.rules._output_size import judge


def test_one_output_for_three_classes_is_ill(failed):
    three = Targets(kind="classes", counts=(40, 40, 40))
    verdict = judge(failed(targets=three, output=Output(units=1)))
    assert (verdict.health, verdict.cause) == ("ill", "OUT_SIZE")
    assert verdict.evidence == ("3 classes, 1 outputs",)
    assert "3 outputs" in verdict.advice[0].action


def test_one_output_for_two_classes_is_healthy(failed):
    two = Targets(kind="binary", counts=(40, 40))
    assert judge(failed(targets=two, output=Output(units=1))).health == "healthy"
    assert judge(Facts()).health == "unsure"
