import numpy as np
import pytest

from netwright.reference.activations import linear


@pytest.mark.parametrize("case", range(5))
def test_all_passes_both_ways_in_new_arrays(case):
    x = linear.example(np.random.default_rng(case))["x"]
    y, saved = linear.forward(x)
    dx = linear.backward(3.0 * x, saved).x
    np.testing.assert_array_equal(y, x)
    np.testing.assert_array_equal(dx, 3.0 * x)
    assert not np.shares_memory(y, x)


def test_large_numbers_stay():
    np.testing.assert_array_equal(linear.forward([-1e3, 0.0, 1e3])[0], [-1e3, 0, 1e3])


def test_a_new_array_is_given_back_too():
    dy = np.ones(2)
    dx = linear.backward(dy, linear.forward(np.zeros(2))[1]).x
    assert not np.shares_memory(dx, dy)
