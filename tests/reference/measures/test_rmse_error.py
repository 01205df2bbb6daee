import numpy as np
import pytest

from netwright.reference.measures import mean_squared_error, rmse_error


def test_values_worked_out_by_hand():
    assert rmse_error.forward([3.0, 3.0], [0.0, 6.0]) == 0.0  # all errors of one size
    assert rmse_error.forward([1.0, 2.0], [1.0, 2.0]) == 0.0
    assert rmse_error.forward([1.0, 7.0], [0.0, 0.0]) == pytest.approx(24 / 10)


def test_it_is_what_chance_does():
    errors = np.random.default_rng(0).normal(size=(600, 200))
    targets = np.zeros(200)
    found = [mean_squared_error.forward(row, targets)["rmse"] for row in errors]
    said = [rmse_error.forward(row, targets) for row in errors]
    assert np.mean(said) == pytest.approx(np.std(found), rel=0.1)
