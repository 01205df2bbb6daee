"""Two runs on the same rows."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from netwright.diagnosis import _strategy_runs
from netwright.diagnosis._strategy_runs import compare_answers, compare_scores, compare_slices
from netwright.errors import DataError


def masks(mended, broken, both, count):
    first = np.r_[np.ones(mended + both), np.zeros(count - mended - both)].astype(bool)
    second = np.r_[
        np.zeros(mended), np.ones(both + broken), np.zeros(count - mended - both - broken)
    ]
    return first, second.astype(bool)


@given(st.integers(0, 30), st.integers(0, 30), st.integers(0, 30))
def test_answers_are_mcnemars_test(mended, broken, both):
    first, second = masks(mended, broken, both, 100)
    found = compare_answers(first, second)
    assert (found.mended, found.broken) == (mended, broken)
    assert found.difference == pytest.approx(first.mean() - second.mean())
    assert found.interval[0] <= found.difference <= found.interval[1]
    if mended + broken:
        other = stats.binomtest(mended, mended + broken).pvalue
        assert found.chance == pytest.approx(other)
    back = compare_answers(second, first)
    swapped = {"first": "second", "second": "first", "not decided": "not decided"}
    assert back.better == swapped[found.better]


def test_many_mended_rows_decide_and_few_do_not():
    assert compare_answers(*masks(20, 5, 10, 200)).better == "second"
    assert compare_answers(*masks(5, 20, 10, 200)).better == "first"
    assert compare_answers(*masks(4, 2, 10, 200)).better == "not decided"
    assert compare_answers(*masks(0, 0, 10, 200)).better == "not decided"


def test_the_interval_of_the_difference_covers_it():
    rng = np.random.default_rng(0)
    inside = []
    for _ in range(500):
        change = rng.choice(3, size=120, p=[0.85, 0.10, 0.05])  # same, mended, broken
        low, high = compare_answers(change == 1, change == 2).interval
        inside.append(low <= 0.05 <= high)
    assert np.mean(inside) > 0.92


def test_scores_are_bootstrapped_in_pairs(monkeypatch):
    rng = np.random.default_rng(0)
    hard = rng.gamma(1.0, size=300)
    first, second = hard + 0.05 + 0.1 * rng.normal(size=300), hard
    found = compare_scores(first, second)
    gaps = first - second
    assert found.better == "second"
    assert found.difference == pytest.approx(gaps.mean())
    half = 1.96 * gaps.std(ddof=1) / np.sqrt(300)
    assert found.interval == pytest.approx((gaps.mean() - half, gaps.mean() + half), abs=0.1 * half)
    assert (found.mended, found.broken) == (int((gaps > 0).sum()), int((gaps < 0).sum()))
    assert found.chance is None
    assert compare_scores(second, first).better == "first"
    assert compare_scores(first, first).better == "not decided"
    monkeypatch.setattr(_strategy_runs, "BLOCK", 7 * 300)  # memory is no matter of the result
    assert compare_scores(first, second) == found


def test_equal_runs_are_rarely_told_apart():
    rng = np.random.default_rng(0)
    decided = []
    for _ in range(100):
        first, second = rng.normal(size=(2, 80))
        decided.append(compare_scores(first, second).better != "not decided")
    assert np.mean(decided) < 0.12


def test_slices_are_compared_with_their_number_in_mind():
    rng = np.random.default_rng(0)
    dark = np.arange(400) < 100
    first = rng.random(400) < np.where(dark, 0.5, 0.1)
    second = first & ~(dark & (rng.random(400) < 0.6))
    tags = {"light": ~dark, "dark": dark, "none": np.zeros(400, dtype=bool)}
    found = compare_slices(first, second, tags)
    assert list(found) == ["dark", "light"]
    assert (found["dark"].better, found["light"].better) == ("second", "not decided")
    alone = compare_answers(first[dark], second[dark])
    assert found["dark"].chance == pytest.approx(2 * alone.chance)
    assert compare_slices(first, second, {}) == {}


@pytest.mark.parametrize("compare", [compare_answers, compare_scores])
@pytest.mark.parametrize("counts", [(2, 3), (0, 0)])
def test_runs_must_have_answered_the_same_rows(compare, counts):
    with pytest.raises(DataError, match="two runs must have answered the same rows; got"):
        compare(*(np.zeros(count, dtype=bool) for count in counts))
