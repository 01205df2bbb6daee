"""Units that answer nothing any more."""

from netwright.diagnosis import Facts, Layer, Pass
from netwright.diagnosis.rules._dead_units import judge

DEAD = Pass(layers=(Layer(operation="relu", dead=0.98),), loss=0.7)


def test_a_dead_layer_is_ill_if_leaky_units_win_back(failed, forks):
    verdict = judge(failed(end=DEAD, forks=forks(nothing=0.0, plain_activations=0.9)))
    assert (verdict.health, verdict.cause) == ("ill", "DEAD_RELU")
    assert "98% of the units" in verdict.evidence[0]


def test_a_dead_layer_alone_is_suspected(failed):
    assert judge(failed(end=DEAD)).health == "unsure"


def test_half_a_layer_and_networks_that_train_are_healthy(failed, fine):
    half = Pass(layers=(Layer(operation="relu", dead=0.5),), loss=0.7)
    assert judge(failed(end=half)).health == "healthy"
    assert judge(fine(end=DEAD)).health == "healthy"
    assert judge(Facts()).health == "unsure"
