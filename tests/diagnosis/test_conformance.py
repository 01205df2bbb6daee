"""What any rule must do: a bad rule of each sort is refused."""

import itertools

import pytest

from netwright.diagnosis import Advice, Facts, Fork, Rule, Verdict, check_rule
from netwright.diagnosis._rule import healthy, ill, suspect, unsure
from netwright.errors import SettingError

ADVICE = (Advice(action="lower it", expect="less of it", cost="nothing"),)
COUNTER = itertools.count()


def _failed(facts: Facts) -> bool:
    return facts.scores.skill < 0.1


def _good(facts: Facts) -> Verdict:
    if not _failed(facts):
        return healthy("mine", facts.scores.skill, 0.1)
    return ill("mine", "MINE", facts.scores.skill, 0.1, "skill below 0.1", advice=ADVICE)


def _raises(facts: Facts) -> Verdict:
    return healthy("mine", 1 / facts.updates.steps, None)


def _mutates(facts: Facts) -> Verdict:
    facts.forks.clear()
    return _good(facts)


def _draws(facts: Facts) -> Verdict:
    return healthy("mine", float(next(COUNTER)), None)


def _alarms(facts: Facts) -> Verdict:
    return ill("mine", "MINE", 1.0, 0.0, "1 > 0", advice=ADVICE)


def _ill(**changes: object):
    known = {"rule": "mine", "cause": "MINE", "evidence": ("1 > 0",), "advice": ADVICE}
    bad = Verdict(**{**known, "health": "ill", **changes})
    return lambda facts: bad if _failed(facts) else _good(facts)


def _asks_again(facts: Facts) -> Verdict:
    return unsure("mine", "0 forks", needs=(Fork("nothing"),))


def test_a_good_rule_passes_and_suspicions_on_healthy_facts_are_no_alarms():
    check_rule(Rule(name="mine", stage="data", codes=("MINE",), judge=_good))
    doubts = lambda facts: suspect("mine", "MINE", 1.0, 0.0, "1 > 0", advice=ADVICE)  # noqa: E731
    check_rule(Rule(name="mine", stage="data", codes=("MINE",), judge=doubts))


@pytest.mark.parametrize(
    ("judge", "words"),
    [
        (_raises, "answers whatever is unknown; got 'ZeroDivisionError: division by zero"),
        (_mutates, "must be pure, leaving the facts as they are; got 'changed facts'"),
        (_draws, "must be the same for the same facts; got 'two verdicts'"),
        (_alarms, "must be quiet on a healthy training; got 'ill with MINE'"),
        (lambda facts: None, "must be a function that answers with a Verdict; got None"),
        (_ill(rule="yours"), "must be the name its verdicts bear; got 'yours'"),
        (_ill(health="dead"), "one that answers healthy, ill, unsure; got 'dead'"),
        (_ill(cause="THEIRS"), r"one that names its codes only \(MINE\); got 'THEIRS'"),
        (_ill(cause=None), "one that names a cause where it is ill; got 'ill'"),
        (_ill(health="healthy"), "one without a cause where healthy; got 'MINE'"),
        (_ill(evidence=("it seems so",)), "one that gives figures as evidence for a cause"),
        (_ill(advice=()), "one that gives advice with a cause"),
        (_ill(advice=(Advice(action="", expect="b", cost="c"),)), "whose advice has an action"),
        (_asks_again, "one that asks for forks that were not run yet"),
    ],
)
def test_a_bad_rule_is_refused_by_name_with_the_facts_it_was_asked_about(judge, words):
    rule = Rule(name="mine", stage="data", codes=("MINE",), judge=judge)
    with pytest.raises(SettingError, match=words) as refused:
        check_rule(rule)
    assert str(refused.value).startswith("rule 'mine' must be")
    assert "it was asked about: " in refused.value.hint


@pytest.mark.parametrize(("name", "stage"), [("", "data"), ("mine", "soul")])
def test_a_rule_without_a_name_or_a_stage_is_refused(name, stage):
    with pytest.raises(SettingError, match="must be named, and of a stage in data, labels"):
        check_rule(Rule(name=name, stage=stage, codes=(), judge=_good))
