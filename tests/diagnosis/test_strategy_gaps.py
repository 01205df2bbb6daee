"""The steps of the ladder, and how often they cry wolf."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from netwright.diagnosis._strategy_figures import Figures
from netwright.diagnosis._strategy_gaps import PART, SEEN, gaps_of, verdict_of


def figures(counts=None, looks=None, **errors):
    return Figures(errors=errors, counts=counts or {}, slices={}, looks=looks)


def by_cause(found):
    return {gap.cause: gap for gap in found}


def test_each_step_is_between_its_rungs():
    found = by_cause(gaps_of(figures(train=0.05, train_dev=0.07, dev=0.11, test=0.12), 0.02))
    assert list(found) == ["AVOIDABLE_BIAS", "VARIANCE", "DATA_MISMATCH", "DEV_OVERFIT"]
    assert [round(gap.value, 6) for gap in found.values()] == [0.03, 0.02, 0.04, 0.01]
    assert [gap.health for gap in found.values()] == ["ill", "ill", "ill", "healthy"]
    assert found["DEV_OVERFIT"].bar == pytest.approx(PART * 0.11)


def test_without_train_dev_the_step_to_dev_is_variance():
    found = by_cause(gaps_of(figures(train=0.05, dev=0.11), None))
    assert list(found) == ["VARIANCE"]
    assert found["VARIANCE"].above == "dev"


def test_the_standard_error_is_that_of_a_difference():
    counts = {"train": 400, "dev": 100}
    (gap,) = gaps_of(figures(counts, train=0.05, dev=0.11), None)
    rough = np.sqrt(0.05 * 0.95 / 400 + 0.11 * 0.89 / 100)
    assert gap.standard_error == pytest.approx(rough, rel=0.06)
    assert gap.health == "unsure"


@given(st.floats(0.02, 0.4), st.floats(0.11, 0.5), st.integers(10, 400))
def test_as_many_examples_as_are_said_to_be_needed_do_establish_the_gap(dev, part, count):
    train = dev * (1 - part)
    (gap,) = gaps_of(figures({"dev": count}, train=train, dev=dev), None)
    assume(gap.health == "unsure")
    assert gap.needed > count
    (more,) = gaps_of(figures({"dev": gap.needed}, train=train, dev=dev), None)
    assert more.health == "ill"
    rough = dev * (1 - dev) * (2 / (dev - train)) ** 2
    assert gap.needed == pytest.approx(rough, rel=0.25, abs=20)


def test_a_gap_that_few_examples_cannot_exclude_is_unsure_and_many_can():
    few, many = (
        gaps_of(figures({"dev": count}, train=0.1, dev=0.1), None)[0] for count in (60, 2000)
    )
    assert (few.health, many.health) == ("unsure", "healthy")
    assert few.value + 2 * few.standard_error > SEEN * 0.1
    assert few.scarce == "dev"
    assert few.needed == pytest.approx(0.09 * (2 / (SEEN * 0.1)) ** 2, rel=0.08)


def test_where_the_other_rung_is_too_small_both_must_grow():
    (gap,) = gaps_of(figures({"train": 50, "dev": 40}, train=0.10, dev=0.12), None)
    assert gap.needed is None
    said = verdict_of(gap, figures({"train": 50, "dev": 40}, train=0.10, dev=0.12), 0.0)
    assert said.evidence[1].endswith("both counts must grow")


def test_wrong_dev_labels_are_taken_out_of_the_steps_up_to_dev_only():
    given_figures = figures(train=0.02, dev=0.20, test=0.21)
    found = by_cause(gaps_of(given_figures, 0.0, labels=0.8))
    assert found["VARIANCE"].value == pytest.approx(0.04 - 0.02)
    assert found["DEV_OVERFIT"].value == pytest.approx(0.01)
    assert found["VARIANCE"].note == "without the 16 points that wrong labels make"


def test_looks_at_dev_make_a_gap_to_test_expected():
    counts = {"dev": 100, "test": 1000}
    errors = {"dev": 0.10, "test": 0.15}
    (once,) = gaps_of(figures(counts, **errors), None)
    (often,) = gaps_of(figures(counts, looks=50, **errors), None)
    assert (once.health, often.health) == ("unsure", "ill")
    expected = 100 * np.sqrt(0.15 * 0.85 / 100 * 2 * np.log(50))
    assert float(often.note.split("up to ")[1].split()[0]) == pytest.approx(expected, rel=0.03)
    assert often.note.endswith("that explains the whole gap")
    (far,) = gaps_of(figures(counts, looks=50, dev=0.05, test=0.4), None)
    assert far.note.endswith("such as a test set from elsewhere")
    (none,) = gaps_of(figures(counts, looks=50, dev=0.15, test=0.15), None)
    assert none.note.endswith("better than it is")


def test_a_gap_that_choosing_cannot_explain_asks_where_the_examples_come_from():
    counts, errors = {"dev": 500, "test": 1000}, {"dev": 0.06, "test": 0.15}
    (unchosen,) = gaps_of(given := figures(counts, looks=1, **errors), None)
    assert unchosen.elsewhere
    assert unchosen.note == (
        "nothing was chosen on dev: the gap has another cause, such as a test set from elsewhere"
    )
    said = verdict_of(unchosen, given, 0.0)
    assert said.cause == "DEV_OVERFIT"
    assert "draw both anew from one pool" in said.advice[0].action
    (chosen,) = gaps_of(given := figures(counts, looks=300, **{**errors, "test": 0.1}), None)
    assert not chosen.elsewhere
    assert "larger dev set" in verdict_of(chosen, given, 0.0).advice[0].action
    (unknown,) = gaps_of(figures(counts, dev=0.06, test=0.12), None)
    assert (unknown.elsewhere, unknown.note) == (False, "")
    (wide,) = gaps_of(given := figures(counts, dev=0.06, test=0.2), None)
    assert wide.note.startswith("the best of 100 on dev looks up to 5.43 points better than it is")
    assert "one pool" in verdict_of(wide, given, 0.0).advice[0].action
    (exact,) = gaps_of(figures({}, dev=0.06, test=0.2), None)
    assert not exact.elsewhere
    (calm,) = gaps_of(figures(counts, looks=1, dev=0.1, test=0.1), None)
    assert calm.note == "nothing was chosen on dev"


def test_a_verdict_says_its_numbers():
    given_figures = figures({"train": 10_000, "dev": 1000}, train=0.02, dev=0.10)
    (gap,) = gaps_of(given_figures, None)
    said = verdict_of(gap, given_figures, 0.0)
    assert (said.rule, said.health, said.cause) == ("variance", "ill", "VARIANCE")
    assert said.evidence == ("variance: 8 points, train 2 % to dev 10 % (standard error 0.96)",)
    assert said.statistic > said.threshold
    (healthy,) = gaps_of(figures(train=0.1, dev=0.1), None)
    calm = verdict_of(healthy, figures(train=0.1, dev=0.1), 0.0)
    assert (calm.cause, calm.advice) == (None, ())
    assert "exact figures" in calm.evidence[0]


@pytest.mark.parametrize(("count", "most"), [(30, 0.033), (60, 0.028)])
def test_a_gap_that_is_not_there_is_rarely_seen(count, most):
    """Over every pair of counts there can be, by how likely it is."""
    hits = range(count + 1)
    ill = np.array([[is_ill(count, a, b) for b in hits] for a in hits])
    for share in (0.02, 0.1, 0.2, 0.3, 0.4, 0.5):
        chances = stats.binom.pmf(hits, count, share)
        assert chances @ ill @ chances < most


def is_ill(count, a, b):
    counts = {"train": count, "dev": count}
    return gaps_of(figures(counts, train=a / count, dev=b / count), None)[0].health == "ill"
