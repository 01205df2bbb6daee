"""Numbers that grow out of all bounds."""

from netwright.diagnosis import Layer, Pass
from netwright.diagnosis.rules._exploding import judge


def test_the_first_operation_that_is_not_finite_is_named(failed):
    grown = Pass(layers=(Layer(operation="linear"), Layer(operation="exp", nonfinite=True)))
    verdict = judge(failed(start=grown))
    assert (verdict.health, verdict.cause) == ("ill", "GRAD_EXPLODE")
    assert "operation 1, exp, is not finite" in verdict.evidence[0]


def test_gradients_that_grow_towards_the_first_layers_are_ill_with_harm(failed, fine):
    grown = Pass(gradients=(900.0, 30.0, 1.0))
    assert judge(failed(start=grown)).statistic == 900.0
    assert judge(fine(start=grown)).health == "healthy"


def test_gradients_of_like_size_are_healthy(failed):
    assert judge(failed(start=Pass(gradients=(0.5, 1.0, 2.3)))).health == "healthy"


def test_outputs_that_grew_ten_thousandfold_are_ill_with_harm(failed, fine):
    wide = Pass(layers=(Layer(operation="exp", spread=1.1e5),), loss=0.6)
    verdict = judge(failed(end=wide))
    assert (verdict.cause, verdict.threshold) == ("GRAD_EXPLODE", 1e4)
    assert "spread 1.1e+05; inputs reach 3" in verdict.evidence[0]
    assert judge(fine(end=wide)).health == "healthy"
