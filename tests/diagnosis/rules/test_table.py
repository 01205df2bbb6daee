"""Conformance of all rules: pure, complete, never at a loss for an answer."""

import dataclasses
import math
import re

import numpy as np
import pytest

from netwright.diagnosis import (
    RULES,
    Facts,
    Fork,
    Forked,
    Inputs,
    Layer,
    Loss,
    Output,
    Pass,
    Scores,
    Series,
    Simple,
    Targets,
    Updates,
)
from netwright.diagnosis._rule import STAGES

CODES = re.findall(
    r"\w+",
    "LR_HIGH LR_LOW UNDERTRAIN BATCH_SIZE OPT INPUT_SCALE TARGET_SCALE NAN_DATA LABEL_PREP "
    "LABELS_SHUFFLED LABELS_NOISY LABELS_CONFLICT IMBALANCE NO_SHUFFLE LEAK_DUP LEAK_TARGET "
    "TRAIN_TEST_SKEW AUG_SHIFT INPUT_IGNORED NOISY_INPUT LAST_ACT LOSS_MISMATCH DOUBLE_SOFTMAX "
    "OUT_SIZE BROADCAST SOFTMAX_AXIS BATCH_MIX LOSS_REDUCTION SIGN GRAD_VANISH GRAD_EXPLODE "
    "DEAD_RELU SATURATED INIT_SYMMETRIC INIT_SCALE ACT_CHOICE MISSING_ACT TOO_DEEP CONST_OUTPUT "
    "FROZEN NO_UPDATE DETACHED NO_ZERO_GRAD EVAL_MODE BN_STATS OVERFIT REG_HIGH DROPOUT_HIGH",
)
PARTS = {
    "inputs": Inputs,
    "targets": Targets,
    "simple": Simple,
    "output": Output,
    "loss": Loss,
    "updates": Updates,
    "scores": Scores,
}
KINDS = ("classes", "binary", "labels", "numbers", "unknown")


def _random_facts(seed: int) -> Facts:
    """Facts of any sizes, likely or not."""
    draws = np.random.default_rng(seed)

    def number() -> float:
        choices = [math.nan, math.inf, 0.0, -1.0, 0.5, 1.0, float(draws.lognormal(0, 4))]
        return choices[draws.integers(len(choices))]

    def any_of(field: dataclasses.Field) -> object:
        if field.name == "kind":
            return KINDS[draws.integers(len(KINDS))]
        if isinstance(field.default, bool):
            return bool(draws.integers(2))
        if isinstance(field.default, int):
            return int(draws.integers(-1, 300))
        if isinstance(field.default, float):
            return number()
        if isinstance(field.default, tuple):
            return tuple(int(x) for x in draws.integers(0, 90, draws.integers(0, 4)))
        return field.default

    parts = {
        name: kind(**{field.name: any_of(field) for field in dataclasses.fields(kind)})
        for name, kind in PARTS.items()
    }
    names = ("linear", "relu", "sigmoid", "softmax", "exp", "batch_norm", "detach")
    passes = [
        Pass(
            layers=tuple(
                Layer(operation=names[draws.integers(len(names))], spread=number(), dead=number())
                for _ in range(draws.integers(0, 5))
            ),
            loss=number(),
            gradients=tuple(number() for _ in range(draws.integers(0, 5))),
            alike=number(),
            cut=number(),
            dropout=float(draws.random()),
        )
        for _ in range(2)
    ]
    changes = ("nothing", "longer", "fresh start", "adam", "inputs standardised")
    forks = {
        Fork(change): Forked(
            fit=number(),
            fit_error=0.01,
            skill=number(),
            skill_error=0.01,
            loss=number(),
            steps=100,
            seeds=2,
            seconds=0.1,
        )
        for change in changes
    }
    series = Series(loss=tuple(number() for _ in range(10)), nonfinite_step=-1)
    return Facts(**parts, start=passes[0], end=passes[1], forks=forks, series=series)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_knows_its_codes_and_answers_empty_facts_without_an_alarm(rule):
    assert set(rule.codes) <= set(CODES)
    assert rule.stage in STAGES
    verdict = rule.judge(Facts())
    assert verdict.rule == rule.name
    assert verdict.health in ("healthy", "unsure")
    assert verdict.cause is None


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_is_pure_and_speaks_with_numbers_whatever_the_facts(rule):
    for seed in range(60):
        facts = _random_facts(seed)
        verdict = rule.judge(facts)
        assert repr(rule.judge(facts)) == repr(verdict)
        if verdict.cause:
            assert verdict.cause in rule.codes
            assert re.search(r"\d|nan|inf|unknown", " ".join(verdict.evidence))
            assert verdict.advice
            assert all(advice.expect and advice.cost for advice in verdict.advice)


def test_every_code_has_a_rule_and_stages_come_in_their_order():
    assert {code for rule in RULES for code in rule.codes} == set(CODES)
    order = [STAGES.index(rule.stage) for rule in RULES]
    assert order == sorted(order)
    assert len({rule.name for rule in RULES}) == len(RULES)


def test_no_fork_is_asked_for_twice():
    for seed in range(60):
        facts = _random_facts(seed)
        asked = {fork for rule in RULES for fork in rule.judge(facts).needs}
        assert not asked & set(facts.forks)
