"""A picture that does not change."""

from netwright.diagnosis import Facts, diagnose
from netwright.diagnosis.rules._style_weak import judge

STILL = {"style/left": 0.95, "style/worse": 0.96, "style/moved": 0.004, "style/share": 0.01}


def test_a_style_cost_that_stays_is_named():
    verdict = judge(Facts(own=STILL))
    assert (verdict.health, verdict.cause) == ("ill", "STYLE_WEAK")
    assert "95%" in verdict.evidence[0]
    assert diagnose(Facts(own=STILL)).cause == "STYLE_WEAK"


def test_it_is_healthy_where_style_fell_and_leaves_rises_to_another_rule():
    assert judge(Facts(own={**STILL, "style/left": 0.1})).health == "healthy"
    assert judge(Facts(own={**STILL, "style/worse": 3.0})).health == "healthy"
    assert judge(Facts()).health == "unsure"
