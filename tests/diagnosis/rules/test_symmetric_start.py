"""Units that begin alike."""

from netwright.diagnosis import Pass
from netwright.diagnosis.rules._symmetric_start import judge


def test_equal_rows_are_ill_if_the_training_fails(failed):
    verdict = judge(failed(start=Pass(alike=1.0)))
    assert (verdict.health, verdict.cause) == ("ill", "INIT_SYMMETRIC")
    assert "100% of the rows" in verdict.evidence[0]


def test_a_last_layer_that_begins_at_0_is_healthy(fine, failed):
    assert judge(fine(start=Pass(alike=1.0))).health == "healthy"
    assert judge(failed(start=Pass(alike=0.0))).health == "healthy"
