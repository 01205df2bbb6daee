"""The measure, the labels and tagged errors, each from one table."""

import pytest

from netwright.diagnosis._strategy_figures import Figures
from netwright.diagnosis._strategy_tables import label_verdict, measure_verdicts, slices_verdict


def figures(**given):
    return Figures(**{"errors": {"dev": 0.1}, "counts": {}, "slices": {}, **given})


@pytest.mark.parametrize(
    ("majority", "error", "causes"),
    [
        (0.97, 0.03, ["WRONG_METRIC", "IMBALANCE"]),
        (0.97, 0.027, ["WRONG_METRIC", "IMBALANCE"]),
        (0.97, 0.01, [None]),
        (0.60, 0.40, [None]),  # a model that learned nothing is no matter of the measure
        (1.0, 0.0, ["WRONG_METRIC", "IMBALANCE"]),
    ],
)
def test_accuracy_is_wrong_where_the_most_frequent_class_is_almost_all(majority, error, causes):
    found = measure_verdicts(figures(errors={"dev": error}, majority=majority))
    assert [verdict.cause for verdict in found] == causes


def test_the_measure_says_its_skill():
    (healthy,) = measure_verdicts(figures(majority=0.6, errors={"dev": 0.1}))
    assert healthy.statistic == pytest.approx(0.75)
    assert healthy.evidence[0].endswith("most frequent class: skill 0.75")
    assert measure_verdicts(figures()) == []
    assert measure_verdicts(figures(majority=0.6, errors={})) == []


@pytest.mark.parametrize(
    ("share", "count", "cause"),
    [
        (0.06, None, "NOT_LABELS"),
        (0.10, None, "NOT_LABELS"),
        (0.30, None, "FIX_DEV_LABELS"),
        (0.30, 100, "FIX_DEV_LABELS"),
        (0.12, 100, "NOT_ESTABLISHED"),
        (0.06, 100, "NOT_LABELS"),
    ],
)
def test_wrong_labels_are_worth_it_above_a_tenth_of_the_errors(share, count, cause):
    counts = {} if count is None else {"errors": count}
    verdict = label_verdict(figures(mislabelled=share, counts=counts))
    assert verdict.cause == cause
    assert verdict.evidence[0].startswith(f"wrong labels make {100 * share:.3g} % of the dev error")
    assert f"{100 * share * 0.1:.2g} of 10 points" in verdict.evidence[0]
    assert ("errors looked at" in verdict.evidence[0]) == (count is not None)


def test_labels_nobody_looked_at_have_no_verdict():
    assert label_verdict(figures()) is None
    assert "points" not in label_verdict(figures(errors={}, mislabelled=0.3)).evidence[0]


def test_slices_are_ranked_by_their_ceiling():
    verdict = slices_verdict(figures(slices={"dog": 0.08, "blurred": 0.61, "cat": 0.43}))
    assert (verdict.health, verdict.cause) == ("ill", "SLICE")
    assert verdict.evidence[0] == "blurred: 61 % of the dev errors, at most 6.1 points"
    assert [said.split(":")[0] for said in verdict.evidence] == ["blurred", "cat", "dog"]
    small = slices_verdict(figures(errors={}, slices={"dog": 0.08}))
    assert (small.health, small.cause) == ("healthy", None)
    assert small.evidence == ("dog: 8 % of the dev errors",)
