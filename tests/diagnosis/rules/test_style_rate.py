"""A picture worse than the unchanged one."""

from math import inf

from netwright.diagnosis import Facts, diagnose
from netwright.diagnosis.rules._style_rate import judge


def test_a_cost_above_that_of_doing_nothing_is_named():
    verdict = judge(Facts(own={"style/worse": 4.0}))
    assert (verdict.health, verdict.cause) == ("ill", "LR_HIGH")
    assert "4.00 times" in verdict.evidence[0]
    assert judge(Facts(own={"style/worse": inf})).health == "ill"
    assert diagnose(Facts(own={"style/worse": 4.0, "style/left": 4.0})).cause == "LR_HIGH"


def test_coloured_noise_is_named_though_it_costs_less():
    verdict = judge(Facts(own={"style/worse": 0.7, "style/rough": 11.0}))
    assert (verdict.health, verdict.cause) == ("ill", "LR_HIGH")
    assert "differ 11 times as much" in verdict.evidence[0]
    assert judge(Facts(own={"style/worse": 0.7, "style/rough": 1.4})).health == "healthy"


def test_it_is_healthy_below_and_unsure_where_nothing_is_known():
    assert judge(Facts(own={"style/worse": 0.3})).health == "healthy"
    assert judge(Facts()).health == "unsure"
