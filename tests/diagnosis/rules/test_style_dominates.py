"""Style that drowns the content."""

from netwright.diagnosis import Facts, diagnose
from netwright.diagnosis.rules._style_dominates import judge

LOST = {"style/share": 0.0004, "style/lost": 0.9, "style/left": 0.001, "style/worse": 0.001}


def test_content_without_a_part_in_the_cost_is_named_where_it_is_lost():
    verdict = judge(Facts(own=LOST))
    assert (verdict.health, verdict.cause) == ("ill", "STYLE_DOMINATES")
    assert "0.04%" in verdict.evidence[0]
    assert diagnose(Facts(own=LOST)).cause == "STYLE_DOMINATES"


def test_it_is_healthy_where_things_are_kept_or_content_counts():
    assert judge(Facts(own={**LOST, "style/lost": 0.1})).health == "healthy"
    assert judge(Facts(own={**LOST, "style/share": 0.4})).health == "healthy"
    assert judge(Facts()).health == "unsure"
