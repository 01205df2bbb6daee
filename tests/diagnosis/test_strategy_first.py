"""One verdict comes first, and the others are not lost."""

import pytest

from netwright.diagnosis._strategy_bayes import BayesLevel, bayes_of
from netwright.diagnosis._strategy_figures import Figures
from netwright.diagnosis._strategy_first import judge


def judged(level=None, **given):
    parts = {"counts": {}, "slices": {}, **given}
    figures = Figures(**parts)
    return judge(figures, bayes_of(figures, level))


def errors(*values):
    rungs = ("human", "train", "train_dev", "dev", "test")
    return {rung: value for rung, value in zip(rungs, values, strict=False) if value is not None}


def test_the_largest_step_is_first_and_ties_go_to_the_cheaper_action():
    first, verdicts, gaps = judged(errors=errors(0.0, 0.10, 0.11, 0.20))
    assert first.cause == "AVOIDABLE_BIAS"  # 10 points against 9: the same
    assert [verdict.cause for verdict in verdicts] == ["AVOIDABLE_BIAS", None, "DATA_MISMATCH"]
    assert len(gaps) == 3
    assert judged(errors=errors(0.0, 0.08, 0.09, 0.20))[0].cause == "DATA_MISMATCH"


def test_an_unknown_best_error_matters_only_where_it_turns_the_answer():
    first, verdicts, _ = judged(errors=errors(None, 0.08, None, 0.10))
    assert first.cause == "BAYES_UNKNOWN"
    assert verdicts[0].cause == "BAYES_UNKNOWN"
    assert verdicts[0].evidence[0].startswith("avoidable bias: between 0 and 8 points; nobody")
    turn = 0.08 - 0.9 * 0.02
    assert first.threshold == pytest.approx(turn)
    assert first.evidence[1] == (
        "if the best possible error is below 6.2 %, AVOIDABLE_BIAS comes first; "
        "above it, VARIANCE comes first"
    )
    for level, cause in ((turn - 0.001, "AVOIDABLE_BIAS"), (turn + 0.001, "VARIANCE")):
        assert judged(errors=errors(level, 0.08, None, 0.10))[0].cause == cause
    assert judged(errors=errors(None, 0.01, None, 0.10))[0].cause == "VARIANCE"


@pytest.mark.parametrize("mislabelled", [None, 0.3])
@pytest.mark.parametrize("train", [0.08, 0.09, 0.14])
def test_the_answer_turns_where_it_is_said_to(train, mislabelled):
    rungs = (train, None, 0.16)
    first, *_ = judged(errors=errors(None, *rungs), mislabelled=mislabelled)
    assert first.cause == "BAYES_UNKNOWN"
    below, above = (
        judged(errors=errors(first.threshold + move, *rungs), mislabelled=mislabelled)[0]
        for move in (-1e-6, 1e-6)
    )
    assert below.cause == "AVOIDABLE_BIAS"
    assert above.cause == ("FIX_DEV_LABELS" if mislabelled else "VARIANCE")


def test_where_nothing_else_is_large_the_unknown_level_is_between_bias_and_none():
    first, *_ = judged(errors=errors(None, 0.10, None, 0.101))
    assert first.cause == "BAYES_UNKNOWN"
    assert first.evidence[1].endswith("above it, nothing is to be done")


def test_an_estimated_level_settles_it():
    level = BayesLevel(low=0.07, high=0.08, source="estimated", why="neighbours")
    assert judged(level, errors=errors(None, 0.08, None, 0.10))[0].cause == "VARIANCE"
    level = BayesLevel(low=0.0, high=0.02, source="estimated", why="neighbours")
    assert judged(level, errors=errors(None, 0.08, None, 0.10))[0].cause == "AVOIDABLE_BIAS"


def test_what_is_not_established_is_first_only_where_nothing_is():
    few = {"dev": 60}
    first, *_ = judged(errors=errors(0.05, 0.05, None, 0.06), counts=few)
    assert (first.cause, first.rule) == ("NOT_ESTABLISHED", "variance")
    first, *_ = judged(errors=errors(None, 0.05, None, 0.06), counts=few)
    assert first.cause == "NOT_ESTABLISHED"  # the best possible error would not help
    first, verdicts, _ = judged(errors=errors(0.0, 0.05, None, 0.06), counts=few)
    assert first.cause == "AVOIDABLE_BIAS"
    assert "NOT_ESTABLISHED" in [verdict.cause for verdict in verdicts]


def test_wrong_labels_are_weighed_against_the_steps_without_them():
    figures = errors(0.0, 0.02, None, 0.20)
    assert judged(errors=figures, mislabelled=0.8)[0].cause == "FIX_DEV_LABELS"
    first, verdicts, _ = judged(errors=figures, mislabelled=0.15)
    assert first.cause == "VARIANCE"
    assert verdicts[0].cause == "FIX_DEV_LABELS"
    assert first.evidence[1].startswith("without the 3 points")


def test_labels_alone_and_nothing_at_all():
    assert judged(errors={"dev": 0.1}, mislabelled=0.06)[0].cause == "NOT_LABELS"
    first, verdicts, _ = judged(errors={"dev": 0.1})
    assert (first.health, first.cause) == ("unsure", "NOT_ESTABLISHED")
    assert first.evidence == ("no step can be measured: train error not given",)
    assert verdicts == (first,)
    assert first.advice[0].action == "measure the error on train and on dev rows in the same way"


def test_a_slice_is_first_where_no_step_is_left():
    slices = {"dark": 0.43, "blurred": 0.61}
    first, *_ = judged(errors=errors(0.10, 0.10, None, 0.10), slices=slices)
    assert (first.cause, first.statistic) == ("SLICE", 0.61)
    assert judged(errors={"dev": 0.1}, slices=slices)[0].cause == "SLICE"
    first, verdicts, _ = judged(errors=errors(0.0, 0.10, None, 0.10), slices=slices)
    assert first.cause == "AVOIDABLE_BIAS"
    assert verdicts[-1].cause == "SLICE"


def test_a_measured_learning_curve_says_more_than_variance():
    curve = ((100, None, 0.30), (400, None, 0.19), (1600, None, 0.12))
    first, verdicts, _ = judged(errors=errors(0.0, 0.01, None, 0.12), curve=curve)
    assert first.cause == "MORE_DATA"
    assert "VARIANCE" in [verdict.cause for verdict in verdicts]
    assert judged(errors=errors(None, 0.08, None, 0.12), curve=curve)[0].cause == "MORE_DATA"
    assert judged(errors=errors(0.0, 0.11, None, 0.12), curve=curve)[0].cause == "AVOIDABLE_BIAS"
    first, verdicts, _ = judged(errors=errors(0.0, 0.01, None, 0.12), curve=curve[:2])
    assert (first.cause, len(verdicts)) == ("VARIANCE", 2)  # two sizes are no curve


def test_a_useless_measure_comes_before_everything():
    first, verdicts, _ = judged(errors=errors(0.0, 0.029, None, 0.03), majority=0.97)
    assert first.cause == "WRONG_METRIC"
    assert {"IMBALANCE", "AVOIDABLE_BIAS"} <= {verdict.cause for verdict in verdicts}


def test_nothing_to_do_says_what_was_looked_at():
    first, verdicts, _ = judged(errors=errors(0.10, 0.103, None, 0.104, 0.106))
    assert (first.health, first.cause) == ("healthy", "NONE")
    assert [said.split(":")[0] for said in first.evidence] == [
        "avoidable bias",
        "variance",
        "dev overfit",
    ]
    assert verdicts[-1] is first
