"""Layers in a row without anything that bends."""

from netwright.diagnosis import Facts, Layer, Pass
from netwright.diagnosis.rules._missing_activation import judge


def _pass(*operations: str) -> Pass:
    return Pass(layers=tuple(Layer(operation=one) for one in operations))


def test_neighbouring_layers_are_suspected_with_harm(failed):
    verdict = judge(failed(start=_pass("conv2d", "conv2d", "max_pool2d", "linear", "linear")))
    assert (verdict.health, verdict.cause, verdict.statistic) == ("unsure", "MISSING_ACT", 2.0)
    assert "2 pairs of layers" in verdict.evidence[0]


def test_a_norm_between_them_does_not_bend(failed):
    assert judge(failed(start=_pass("linear", "batch_norm", "linear"))).cause == "MISSING_ACT"


def test_layers_with_activations_and_networks_that_train_are_healthy(failed, fine):
    assert judge(failed(start=_pass("linear", "relu", "linear"))).health == "healthy"
    assert judge(fine(start=_pass("linear", "linear"))).health == "healthy"
    assert judge(Facts()).health == "unsure"
