"""A softmax along the examples."""

from netwright.diagnosis import Facts, Layer, Output, Pass
from netwright.diagnosis.rules._softmax_axis import judge


def test_outputs_that_sum_to_1_over_the_batch_are_ill(failed):
    verdict = judge(failed(output=Output(units=10, columns_sum_to_one=True)))
    assert (verdict.health, verdict.cause) == ("ill", "SOFTMAX_AXIS")
    assert "sums to 1 over the examples" in verdict.evidence[0]


def test_a_softmax_along_axis_0_inside_the_network_is_ill(failed):
    inside = Pass(layers=(Layer(operation="softmax", axis=0), Layer(operation="linear")))
    assert judge(failed(output=Output(units=10), start=inside)).cause == "SOFTMAX_AXIS"


def test_a_softmax_along_the_classes_is_healthy(failed):
    rows = Output(units=10, rows_sum_to_one=True)
    usual = Pass(layers=(Layer(operation="softmax", axis=1),))
    assert judge(failed(output=rows, start=usual)).health == "healthy"
    assert judge(Facts()).health == "unsure"
