"""The three answers of a rule."""

import math

from netwright.diagnosis import Advice, Fork
from netwright.diagnosis._rule import healthy, ill, suspect, unsure

ADVICE = (Advice(action="a", expect="b", cost="c"),)


def test_healthy_without_a_number_to_look_at_is_unsure():
    assert healthy("r", 1.0, 2.0).health == "healthy"
    assert healthy("r", None, None).health == "healthy"
    verdict = healthy("r", math.nan, 2.0)
    assert (verdict.health, verdict.statistic) == ("unsure", None)


def test_ill_and_suspect_name_a_cause_and_unsure_does_not():
    assert ill("r", "SIGN", 1.0, 0.0, "1 > 0", advice=ADVICE).health == "ill"
    doubted = suspect("r", "SIGN", math.nan, 0.0, advice=ADVICE, needs=(Fork("adam"),))
    assert (doubted.health, doubted.cause, doubted.statistic) == ("unsure", "SIGN", None)
    assert unsure("r", "0 rows").cause is None
