import numpy as np
import pytest

from netwright.reference.measures import mean_absolute_error, mean_squared_error


def test_values_worked_out_by_hand():
    found = mean_squared_error.forward([1.0, 7.0], [0.0, 0.0])
    assert found == {"mse": 25.0, "rmse": 5.0}


@pytest.mark.parametrize("case", range(10))
def test_it_has_the_unit_of_the_target_and_the_mean_has_the_least(case):
    rng = np.random.default_rng(case)
    given = mean_squared_error.example(rng)
    p, y = given["predicted"], given["targets"]
    found = mean_squared_error.forward(p, y)
    scaled = mean_squared_error.forward(-3 * p + 1, -3 * y + 1)
    assert scaled["mse"] == pytest.approx(9 * found["mse"])
    assert scaled["rmse"] == pytest.approx(3 * found["rmse"])
    assert found["rmse"] >= mean_absolute_error.forward(p, y) - 1e-12
    best = mean_squared_error.forward(np.full(len(y), y.mean()), y)["mse"]
    assert best <= mean_squared_error.forward(np.full(len(y), rng.normal()), y)["mse"] + 1e-12
