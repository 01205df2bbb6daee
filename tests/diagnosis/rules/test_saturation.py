"""Units driven to where their slope is flat."""

from netwright.diagnosis import Facts, Layer, Pass
from netwright.diagnosis.rules._saturation import judge

FLAT = Pass(layers=(Layer(operation="sigmoid", saturated=0.9),), loss=0.7)


def test_a_flat_layer_is_ill_if_plain_activations_win_back(failed, forks):
    verdict = judge(failed(end=FLAT, forks=forks(nothing=0.0, plain_activations=0.9)))
    assert (verdict.health, verdict.cause) == ("ill", "SATURATED")
    assert "90% of the values" in verdict.evidence[0]


def test_a_flat_layer_alone_is_suspected_and_a_little_is_healthy(failed, fine):
    assert judge(failed(end=FLAT)).health == "unsure"
    little = Pass(layers=(Layer(operation="sigmoid", saturated=0.15),), loss=0.7)
    assert judge(failed(end=little)).health == "healthy"
    assert judge(fine(end=FLAT)).health == "healthy"
    assert judge(Facts()).health == "unsure"
