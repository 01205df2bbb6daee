"""Embeddings that collapse."""

from netwright.diagnosis import Facts, diagnose
from netwright.diagnosis.rules._people_collapse import judge

FLAT = {"people/alike": 0.99, "people/own": 0.995, "people/eer": 0.45}


def test_embeddings_that_are_nearly_one_are_ill():
    verdict = judge(Facts(own=FLAT))
    assert (verdict.health, verdict.cause) == ("ill", "COLLAPSED")
    assert "0.990" in verdict.evidence[0]
    assert diagnose(Facts(own=FLAT)).cause == "COLLAPSED"


def test_embeddings_near_each_other_may_still_tell_people_apart():
    assert judge(Facts(own={**FLAT, "people/eer": 0.05})).health == "healthy"
    assert judge(Facts(own={**FLAT, "people/own": 1.05})).health == "healthy"
    assert judge(Facts(own={**FLAT, "people/alike": 0.2, "people/own": 0.22})).health == "healthy"


def test_nothing_known_is_unsure():
    assert judge(Facts()).health == "unsure"
