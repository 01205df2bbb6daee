"""Conformance of all rules: pure, complete, never at a loss for an answer."""

import re

import pytest

from netwright.diagnosis import RULES, Facts, check_rule
from netwright.diagnosis._rule import STAGES

CODES = re.findall(
    r"\w+",
    "LR_HIGH LR_LOW UNDERTRAIN BATCH_SIZE OPT INPUT_SCALE TARGET_SCALE NAN_DATA LABEL_PREP "
    "LABELS_SHUFFLED LABELS_NOISY LABELS_CONFLICT IMBALANCE NO_SHUFFLE LEAK_DUP LEAK_TARGET "
    "TRAIN_TEST_SKEW AUG_SHIFT INPUT_IGNORED NOISY_INPUT LAST_ACT LOSS_MISMATCH DOUBLE_SOFTMAX "
    "OUT_SIZE BROADCAST SOFTMAX_AXIS BATCH_MIX LOSS_REDUCTION SIGN GRAD_VANISH GRAD_EXPLODE "
    "DEAD_RELU SATURATED INIT_SYMMETRIC INIT_SCALE ACT_CHOICE MISSING_ACT TOO_DEEP CONST_OUTPUT "
    "FROZEN NO_UPDATE DETACHED NO_ZERO_GRAD EVAL_MODE BN_STATS OVERFIT REG_HIGH DROPOUT_HIGH "
    "OSCILLATE MORE_DATA WRONG_METRIC NO_MARGIN COLLAPSED "
    "CLASS_NEVER VOID_DOMINATES ONE_VALUE ANCHORS GRID_COARSE "
    "STYLE_DOMINATES STYLE_WEAK",
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_conforms_and_answers_empty_facts_without_a_suspicion(rule):
    check_rule(rule)
    assert set(rule.codes) <= set(CODES)
    assert rule.judge(Facts()).cause is None


def test_every_code_has_a_rule_and_stages_come_in_their_order():
    assert {code for rule in RULES for code in rule.codes} == set(CODES)
    order = [STAGES.index(rule.stage) for rule in RULES]
    assert order == sorted(order)
    assert len({rule.name for rule in RULES}) == len(RULES)
