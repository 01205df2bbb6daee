"""Simple predictors against scikit-learn's."""

import math

import numpy as np
import pytest
from sklearn.linear_model import Ridge
from sklearn.model_selection import LeaveOneOut, cross_val_predict
from sklearn.neighbors import KNeighborsRegressor

from netwright.diagnosis import simple_predictors
from netwright.diagnosis._neighbours import _linear, _near

DRAWS = np.random.default_rng(1)


@pytest.mark.parametrize(("rows", "columns"), [(40, 3), (30, 60)])
def test_the_left_out_fit_is_that_of_leaving_out_each_row(rows, columns):
    draws = np.random.default_rng(6)
    x = draws.normal(size=(rows, columns))
    y = x[:, :3] @ [1.0, -2.0, 0.5] + 0.1 * draws.normal(size=rows)
    x = (x - x.mean(0)) / x.std(0)
    expected = cross_val_predict(Ridge(alpha=1e-2 * rows), x, y, cv=LeaveOneOut())
    found, _ = _linear(x, y[:, None], x)
    assert np.allclose(found[:, 0], expected, atol=1e-6)


def test_few_rows_of_many_columns_do_not_tell_their_own_labels():
    draws = np.random.default_rng(7)
    x, y = draws.normal(size=(60, 500)), np.arange(60) % 10
    found = simple_predictors("classes", x, y, x[:0], y[:0])
    assert found.within < 0.2
    assert found.relation < 4


def test_neighbours_are_those_of_scikit_learn():
    x, queries = DRAWS.normal(size=(60, 4)), DRAWS.normal(size=(20, 4))
    y = DRAWS.normal(size=60)
    expected = KNeighborsRegressor(5).fit(x, y).predict(queries)
    near = _near(x, queries, leave_out=False)
    assert np.allclose(y[near[:, :5]].mean(1), expected)
    own = _near(x, x, leave_out=True)
    assert not (own == np.arange(60)[:, None]).any()


def test_a_ring_is_seen_by_neighbours_and_a_slope_by_the_fit():
    x = DRAWS.normal(size=(500, 2))
    ring = (np.square(x).sum(1) > 1.4).astype(float)
    found = simple_predictors("binary", x[:400], ring[:400], x[400:], ring[400:])
    assert min(found.within, found.across) > 0.7
    slope = x @ [1.0, 2.0]
    found = simple_predictors("numbers", x[:400], slope[:400], x[400:], slope[400:])
    assert found.within > 0.99


def test_a_relation_too_weak_for_answers_is_seen_by_correlation():
    draws = np.random.default_rng(3)
    x = draws.normal(size=(1500, 6))
    rare = (draws.random(1500) < 1 / (1 + np.exp(2.2 - 0.5 * x[:, 0]))).astype(float)
    found = simple_predictors("binary", x, rare, x[:0], rare[:0])
    assert found.within < 0.05
    assert found.relation > 4


@pytest.mark.parametrize("classes", [2, 10])
def test_without_a_relation_no_correlation_is_four_standard_errors(classes):
    draws = np.random.default_rng(4)
    found = []
    for _ in range(30):
        x, y = draws.normal(size=(300, 5)), draws.integers(0, classes, 300)
        found.append(simple_predictors("classes", x, y, x[:0], y[:0]).relation)
    assert max(found) < 4
    assert float(np.median(found)) < 2


def test_labels_drawn_at_random_leave_nothing_to_find():
    x, y = DRAWS.normal(size=(600, 5)), DRAWS.integers(0, 3, 600).astype(float)
    found = simple_predictors("classes", x[:500], y[:500], x[500:], y[500:])
    assert abs(found.within) < 3 * found.within_error


def test_wrong_training_labels_are_contradicted_more_often_than_held_out_ones():
    x = DRAWS.normal(size=(800, 4))
    y = (x[:, 0] > 0).astype(float)
    wrong = np.where(DRAWS.random(600) < 0.25, 1 - y[:600], y[:600])
    found = simple_predictors("binary", x[:600], wrong, x[600:], y[600:])
    assert found.disagree - found.disagree_valid == pytest.approx(0.25, abs=0.08)
    assert found.disagree_error < 0.04


def test_few_rows_say_nothing():
    assert math.isnan(simple_predictors("classes", *[np.zeros((5, 2)), np.zeros(5)] * 2).within)
