"""Steps that throw the weights, where no short runs were made."""

from netwright.diagnosis import Facts
from netwright.diagnosis._engine import concluded
from netwright.diagnosis.rules import RULES
from netwright.diagnosis.rules._step_size import judge


def test_steps_larger_than_the_weights_are_ill_where_skill_is_missing(failed, fine):
    for facts in (failed(own={"step/peak": 2.4}), fine(skill=0.6, own={"step/peak": 2.4})):
        verdict = judge(facts)
        assert (verdict.health, verdict.cause) == ("ill", "LR_HIGH")
        assert "by 240% of their size" in verdict.evidence[0]
        assert "skill" in verdict.evidence[1]


def test_large_steps_of_a_training_that_failed_are_suspected(failed):
    facts = failed(own={"step/peak": 0.5})
    verdict = judge(facts)
    assert (verdict.health, verdict.cause) == ("unsure", "LR_HIGH")
    assert "by 50% of their size" in verdict.evidence[0]
    assert "it is 0.01" in verdict.advice[0].action
    bare = Facts(scores=facts.scores, updates=facts.updates, own=facts.own)
    assert concluded(bare, tuple(rule.judge(bare) for rule in RULES)).cause == "LR_HIGH"


def test_large_steps_without_harm_and_small_ones_are_healthy(failed, fine):
    assert judge(fine(own={"step/peak": 2.4})).health == "healthy"
    assert judge(failed(own={"step/peak": 0.1})).health == "healthy"
    assert judge(Facts()).health == "unsure"
