"""Weights that no gradient reaches."""

from netwright.diagnosis import Layer, Pass
from netwright.diagnosis.rules._detached import judge


def test_a_cut_graph_is_ill_with_harm(failed):
    cut = Pass(cut=0.9, layers=(Layer(operation="detach"),))
    verdict = judge(failed(start=cut))
    assert (verdict.health, verdict.cause) == ("ill", "DETACHED")
    assert verdict.evidence == (
        "90% of the trainable numbers get no gradient",
        "1 calls of detach in the forward pass",
    )


def test_parts_that_are_not_used_are_healthy_without_harm(fine, failed):
    assert judge(fine(start=Pass(cut=0.3))).health == "healthy"
    assert judge(failed(start=Pass(cut=0.0))).health == "healthy"
