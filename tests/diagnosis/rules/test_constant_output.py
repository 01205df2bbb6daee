"""A network that answers the same to every input."""

from netwright.diagnosis import Output
from netwright.diagnosis.rules._constant_output import judge


def test_outputs_that_collapsed_are_suspected_with_harm(failed, fine):
    flat = Output(units=1, spread=0.5, spread_end=1e-6)
    verdict = judge(failed(output=flat))
    assert (verdict.health, verdict.cause) == ("unsure", "CONST_OUTPUT")
    assert "2.0e-06 times" in verdict.evidence[0]
    assert judge(fine(output=flat)).health == "healthy"


def test_outputs_that_differ_are_healthy(failed):
    assert judge(failed(output=Output(units=1, spread=0.5, spread_end=0.6))).health == "healthy"
