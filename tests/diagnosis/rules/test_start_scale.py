"""First weights too large, too small, or dead."""

from netwright.diagnosis import Layer, Pass
from netwright.diagnosis.rules._start_scale import judge


def _layers(*spreads: float, smallest: float = 1e-3) -> Pass:
    layers = tuple(Layer(operation="linear", spread=one) for one in spreads)
    return Pass(layers=layers, smallest=smallest, largest=1.4)


def test_layers_that_begin_unlike_are_ill_if_fresh_weights_win_back(failed, forks):
    verdict = judge(failed(start=_layers(1.0, 1e-3), forks=forks(nothing=0.0, fresh_start=0.9)))
    assert (verdict.health, verdict.cause) == ("ill", "INIT_SCALE")
    assert round(verdict.statistic) == 1000


def test_dead_and_flat_layers_are_named(failed):
    dead = Pass(layers=(Layer(operation="relu", dead=0.97),))
    flat = Pass(layers=(Layer(operation="tanh", saturated=0.8),))
    assert judge(failed(start=dead)).cause == "DEAD_RELU"
    verdict = judge(failed(start=flat))
    assert (verdict.cause, verdict.health) == ("INIT_SCALE", "unsure")
    assert [fork.change for fork in verdict.needs] == ["nothing", "fresh start"]


def test_a_start_no_worse_than_a_fresh_one_is_not_suspected(failed, forks):
    ran = forks(nothing=1.0, fresh_start=0.99)
    verdict = judge(failed(start=_layers(1.0, 1e-3), forks=ran))
    assert (verdict.health, verdict.cause) == ("unsure", None)
    assert "'fresh start' reach a skill of 0.99" in verdict.evidence[1]


def test_a_network_that_trains_may_begin_as_it_likes(fine, failed):
    assert judge(fine(start=_layers(1.0, 1e-3))).health == "healthy"
    assert judge(failed(start=_layers(1.0, 0.5))).health == "healthy"


def test_a_signal_that_fades_through_usual_weights_is_another_rule_s(failed):
    assert judge(failed(start=_layers(1.0, 1e-3, smallest=0.58))).health == "healthy"
