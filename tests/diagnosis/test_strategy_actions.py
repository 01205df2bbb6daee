"""Every code of the strategy has something to do, and one knob."""

from netwright.diagnosis._strategy_actions import ADVICE, DEV, GROUPS, TEST, TRAIN, WORLD

CODES = [
    *("AVOIDABLE_BIAS", "VARIANCE", "DATA_MISMATCH", "DEV_OVERFIT", "BAYES_UNKNOWN"),
    *("NOT_ESTABLISHED", "NONE", "FIX_DEV_LABELS", "SLICE", "MORE_DATA", "WRONG_METRIC"),
    "NOT_LABELS",
]


def test_every_code_has_advice_with_an_expectation_and_a_cost():
    assert set(CODES) <= set(ADVICE)
    assert set(ADVICE) == set(GROUPS)
    for advice in ADVICE.values():
        assert advice
        assert all(step.action and step.expect and step.cost for step in advice)


def test_the_groups_are_the_four_knobs():
    assert set(GROUPS.values()) == {TRAIN, DEV, TEST, WORLD}
    assert [GROUPS[code] for code in ("AVOIDABLE_BIAS", "VARIANCE", "DEV_OVERFIT")] == [
        TRAIN,
        DEV,
        TEST,
    ]


def test_what_costs_nothing_but_a_training_comes_before_examples():
    for code in ("VARIANCE", "DATA_MISMATCH"):
        assert "examples cost" in ADVICE[code][-1].cost
        assert "examples cost" not in ADVICE[code][0].cost
