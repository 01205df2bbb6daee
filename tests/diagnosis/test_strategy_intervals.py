"""Intervals and chances beside SciPy's, and beside what chance really does."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from netwright.diagnosis._strategy_intervals import (
    benjamini_hochberg,
    excess_chance,
    share_variance,
    sign_chance,
    wilson,
)
from netwright.measures.classification import share_score


@given(st.integers(1, 300), st.data())
def test_wilson_is_scipys(count, data):
    hits = data.draw(st.integers(0, count))
    other = stats.binomtest(hits, count).proportion_ci(method="wilson")
    low, high = wilson(hits, count)
    assert (low, high) == (pytest.approx(other.low, abs=1e-9), pytest.approx(other.high, abs=1e-9))
    assert 0 <= low <= hits / count <= high <= 1


def test_no_examples_leave_everything_open():
    assert wilson(0, 0) == (0.0, 1.0)


def test_wilson_covers_what_it_says():
    rng = np.random.default_rng(0)
    ends = [wilson(hits, 50) for hits in range(51)]
    for share in (0.05, 0.2, 0.5):
        drawn = rng.binomial(50, share, 4000)
        inside = np.mean([ends[hits][0] <= share <= ends[hits][1] for hits in drawn])
        assert inside > 0.93


@given(st.floats(0, 1), st.integers(1, 10**6))
def test_the_variance_is_that_of_every_other_share_of_ours(share, count):
    assert share_variance(share, count) == pytest.approx(
        share_score(share, count).standard_error ** 2
    )
    assert share_variance(share, None) == 0
    assert share_variance(share, count) > 0


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_adjusted_chances_are_scipys(chances):
    got = benjamini_hochberg(np.array(chances))
    assert got == pytest.approx(stats.false_discovery_control(chances))


@given(st.integers(1, 200), st.data())
def test_the_chance_of_an_excess_is_the_hypergeometric_tail(count, data):
    size, errors = data.draw(st.integers(1, count)), data.draw(st.integers(0, count))
    hits = data.draw(st.integers(max(0, errors - (count - size)), min(size, errors)))
    other = stats.hypergeom.sf(hits - 1, count, errors, size)
    assert excess_chance(hits, size, errors, count) == pytest.approx(other, abs=1e-9)


@given(st.integers(0, 400), st.integers(0, 400))
def test_the_sign_test_is_scipys(first, second):
    if first + second == 0:
        assert sign_chance(first, second) == 1
    else:
        other = stats.binomtest(first, first + second).pvalue
        assert sign_chance(first, second) == pytest.approx(other, abs=1e-9)
