"""Classes so rare that the network gives them up."""

from dataclasses import replace

from netwright.diagnosis import Facts, Targets
from netwright.diagnosis.rules._imbalance import judge

RARE = Targets(kind="classes", counts=(200, 4, 5), valid_counts=(50, 50, 50))


def test_rare_classes_that_are_not_found_are_ill(failed):
    facts = failed(targets=RARE)
    facts = replace(facts, scores=replace(facts.scores, recalls=(1.0, 0.2, 0.1)))
    verdict = judge(facts)
    assert (verdict.health, verdict.cause) == ("ill", "IMBALANCE")
    assert "50 times the examples" in verdict.evidence[0]
    assert "0.15 times as often" in verdict.evidence[1]


def test_rare_classes_that_are_found_are_healthy(fine):
    facts = fine(targets=RARE)
    facts = replace(facts, scores=replace(facts.scores, recalls=(1.0, 0.8, 0.9)))
    assert judge(facts).health == "healthy"


def test_80_to_20_is_healthy(failed):
    even = Targets(kind="binary", counts=(800, 200), valid_counts=(80, 20))
    assert judge(failed(targets=even)).health == "healthy"
    assert judge(Facts()).health == "unsure"
