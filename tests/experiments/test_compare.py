import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from netwright.errors import DataError
from netwright.experiments import Comparison, compare_losses
from netwright.randomness import generator

losses = st.lists(st.tuples(*[st.floats(0, 1e6)] * 2), min_size=2, max_size=30)


@settings(deadline=None)
@given(losses)
def test_equation_one_is_the_paired_t_test(rows):
    first, second = np.array(rows).T
    got = compare_losses(first, second)
    assert got.rows == len(rows)
    assert got.difference == pytest.approx((first - second).mean())
    if got.standard_error > 1e-6 * np.abs(first - second).max():
        assert got.t == pytest.approx(stats.ttest_rel(first, second).statistic)


@settings(deadline=None)
@given(losses)
def test_exchanged_runs_give_the_opposite(rows):
    first, second = np.array(rows).T
    one, other = compare_losses(first, second), compare_losses(second, first)
    assert other.difference == -one.difference
    assert other.t == -one.t
    opposite = {"first": "second", "second": "first", "not decided": "not decided"}
    assert other.better == opposite[one.better]


def test_less_wrong_is_better():
    first, second = np.array([0.0, 0, 0, 1]), np.array([1.0, 1, 1, 1])
    assert compare_losses(first, second).better == "first"
    assert compare_losses(second, first).better == "second"


def test_equal_runs_are_not_decided_and_always_wrong_by_as_much_is_sure():
    ones = np.ones(5)
    equal = compare_losses(ones, ones)
    assert (equal.t, equal.better) == (0, "not decided")
    sure = compare_losses(ones + 1, ones)
    assert (sure.difference, sure.standard_error, sure.t) == (1, 0, np.inf)
    assert sure.better == "second"
    assert compare_losses(ones, ones + 1).t == -np.inf


def test_equal_runs_are_told_apart_in_one_of_twenty_pairs():
    draws = generator(0, "pairs").random((1_000, 2, 200))
    decided = sum(compare_losses(*pair).better != "not decided" for pair in draws)
    assert 30 <= decided <= 70


def test_pairing_removes_what_both_find_hard():
    draws = generator(0, "hard")
    hard = 100 * draws.random(200)
    first, second = hard + draws.random(200), hard + 0.5 + draws.random(200)
    assert compare_losses(first, second).better == "first"
    assert compare_losses(first, draws.permutation(second)).better == "not decided"


@pytest.mark.parametrize(("first", "second"), [(3, 4), (1, 1), (0, 0)])
def test_runs_of_other_rows_are_refused(first, second):
    words = f"runs must have the same rows, 2 or more; got {first} and {second}"
    with pytest.raises(DataError, match=words):
        compare_losses(np.zeros(first), np.zeros(second))


def test_a_comparison_is_frozen():
    assert dataclasses.is_dataclass(Comparison)
    with pytest.raises(dataclasses.FrozenInstanceError):
        compare_losses(np.zeros(2), np.ones(2)).t = 1.0
