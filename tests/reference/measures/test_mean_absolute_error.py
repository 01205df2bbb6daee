import numpy as np
import pytest

from netwright.reference.measures import mean_absolute_error


def test_values_worked_out_by_hand():
    assert mean_absolute_error.forward([1.0, -2.0, 3.0], [1.0, 2.0, 1.0]) == 2.0
    assert mean_absolute_error.forward([4.0], [4.0]) == 0.0


@pytest.mark.parametrize("case", range(10))
def test_it_has_the_unit_of_the_target_and_the_median_has_the_least(case):
    rng = np.random.default_rng(case)
    given = mean_absolute_error.example(rng)
    p, y = given["predicted"], given["targets"]
    found = mean_absolute_error.forward(p, y)
    assert mean_absolute_error.forward(-3 * p + 1, -3 * y + 1) == pytest.approx(3 * found)
    best = mean_absolute_error.forward(np.full(len(y), np.median(y)), y)
    assert best <= mean_absolute_error.forward(np.full(len(y), rng.normal()), y) + 1e-12
