"""Every measure against scikit-learn, every standard error against what chance does."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics

from netwright.measures.regression import mean_predictor, regression_measures
from netwright.randomness import generator

numbers = st.floats(-1e6, 1e6)
pairs = st.lists(st.tuples(numbers, numbers), min_size=2, max_size=40).map(
    lambda rows: tuple(np.array(rows).T)
)
positive = st.floats(1e-3, 1e6)


def values(predicted, targets):
    return {name: score.value for name, score in regression_measures(predicted, targets).items()}


@settings(deadline=None, max_examples=80)
@given(pairs)
def test_measures_are_those_of_scikit_learn(rows):
    predicted, targets = rows
    got = values(predicted, targets)
    wanted = {
        "mse": metrics.mean_squared_error(targets, predicted),
        "rmse": metrics.root_mean_squared_error(targets, predicted),
        "mae": metrics.mean_absolute_error(targets, predicted),
    }
    for name, value in wanted.items():
        assert got[name] == pytest.approx(value, rel=1e-9, abs=1e-9)
    if np.ptp(targets) > 1e-3:
        assert got["r2"] == pytest.approx(metrics.r2_score(targets, predicted), rel=1e-6)


@settings(deadline=None, max_examples=80)
@given(st.lists(st.tuples(positive, positive), min_size=1, max_size=40))
def test_the_log_error_is_the_error_of_the_logs(rows):
    predicted, targets = np.array(rows).T
    wanted = metrics.root_mean_squared_error(np.log(targets), np.log(predicted))
    assert values(predicted, targets)["rmse_log"] == pytest.approx(wanted)
    scaled = values(7 * predicted, 7 * targets)  # no unit
    assert scaled["rmse_log"] == pytest.approx(wanted, abs=1e-12)


def test_a_prediction_without_a_logarithm_counts_as_the_smallest_target():
    targets = np.array([2.0, 4.0, 8.0])
    got = values(np.array([-3.0, 0.0, 8.0]), targets)["rmse_log"]
    assert got == values(np.array([2.0, 2.0, 8.0]), targets)["rmse_log"]


@pytest.mark.parametrize("lowest", [0.0, -1.0])
def test_targets_without_a_logarithm_have_no_log_error(lowest):
    assert "rmse_log" not in values(np.ones(3), np.array([1.0, lowest, 3.0]))


def test_a_constant_target_has_nothing_to_explain():
    for predicted in (np.ones(4), np.zeros(4)):
        r2 = regression_measures(predicted, np.ones(4))["r2"]
        assert (r2.value, r2.standard_error) == (0, None)
    exact = regression_measures(np.ones(4), np.ones(4))
    assert [exact[name].value for name in ("rmse", "mae", "mse", "rmse_log")] == [0, 0, 0, 0]
    assert exact["rmse"].standard_error == 0


def test_a_single_row_has_no_standard_errors():
    scores = regression_measures(np.array([3.0]), np.array([1.0]))
    assert {name: score.value for name, score in scores.items()} == {
        "r2": 0, "rmse": 2, "mae": 2, "mse": 4, "rmse_log": pytest.approx(np.log(3))
    }  # fmt: skip
    assert all(score.standard_error is None for score in scores.values())


def test_float32_columns_are_averaged_in_float64():
    targets = np.full(100_000, 1e4, dtype=np.float32)
    assert values(targets + np.float32(0.5), targets)["mse"] == 0.25


# 600 draws know a spread to 3 % (one in 20 misses 6 %). The rows are drawn anew each time, but for
# r2: its error is the one for given targets.
@pytest.mark.parametrize("measure", ["mse", "rmse", "mae", "r2", "rmse_log"])
def test_standard_errors_are_what_chance_does(measure):
    draws = generator(5, measure)
    targets = 5 + 5 * draws.random(300)
    found, said = [], []
    for _ in range(600):
        if measure != "r2":
            targets = 5 + 5 * draws.random(300)
        predicted = targets + 0.3 * draws.standard_normal(300)
        score = regression_measures(predicted, targets)[measure]
        found.append(score.value)
        said.append(score.standard_error)
    assert np.mean(said) == pytest.approx(np.std(found), rel=0.12)


def test_the_mean_predictor_ignores_its_input():
    train, targets = np.array([1.0, 10.0, 100.0]), np.array([5.0, 50.0])
    assert mean_predictor(train, targets, log=False) == values(np.full(2, 37.0), targets)
    logs = mean_predictor(train, targets, log=True)
    assert logs == pytest.approx(values(np.full(2, 10.0), targets))
    own = mean_predictor(targets, targets, log=False)
    assert own["r2"] == 0
    best = np.std(np.log(targets))  # no other constant has a smaller log error
    assert mean_predictor(targets, targets, log=True)["rmse_log"] == pytest.approx(best)


def test_equal_targets_leave_nothing_to_explain_whatever_their_mean_rounds_to():
    targets = np.full(3, 0.1)
    assert targets.var() > 0  # the mean of three 0.1 is not 0.1
    assert regression_measures(np.array([0.1, 0.2, 0.3]), targets)["r2"].value == 0.0
