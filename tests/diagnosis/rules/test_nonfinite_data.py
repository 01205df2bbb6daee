"""Values that are not finite, in inputs or targets."""

from netwright.diagnosis import Facts, Inputs, Targets
from netwright.diagnosis.rules._nonfinite_data import judge


def test_a_row_with_a_missing_value_is_ill_and_counted(failed):
    verdict = judge(failed(inputs=Inputs(examples=200, nonfinite=3), targets=Targets(nonfinite=1)))
    assert (verdict.health, verdict.cause) == ("ill", "NAN_DATA")
    assert "3 of 200 rows and 1 targets" in verdict.evidence[0]


def test_missing_values_a_training_passes_over_are_healthy(fine):
    assert judge(fine(inputs=Inputs(examples=200, nonfinite=3))).health == "healthy"


def test_finite_data_are_healthy_and_no_data_unsure(fine):
    assert judge(fine()).health == "healthy"
    assert judge(Facts()).health == "unsure"
