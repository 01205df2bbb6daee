import numpy as np
import pytest

from netwright.reference.activations import sigmoid, tanh


def test_values_worked_out_by_hand():
    y, saved = tanh.forward([0.0, np.log(3.0), -np.log(2.0)])
    np.testing.assert_allclose(y, [0, 4 / 5, -3 / 5], rtol=1e-15)
    dx = tanh.backward(np.ones(3), saved).x
    np.testing.assert_allclose(dx, [1, 9 / 25, 16 / 25], rtol=1e-14)


@pytest.mark.parametrize("case", range(20))
def test_it_is_a_sigmoid_twice_as_high_and_twice_as_steep(case):
    x = tanh.example(np.random.default_rng(case))["x"]
    np.testing.assert_allclose(tanh.forward(x)[0], 2 * sigmoid.forward(2 * x)[0] - 1, atol=1e-15)


@pytest.mark.parametrize("case", range(5))
def test_it_is_odd(case):
    x = tanh.example(np.random.default_rng(case))["x"]
    np.testing.assert_allclose(tanh.forward(-x)[0], -tanh.forward(x)[0], rtol=1e-15)


def test_far_from_0_it_saturates_without_a_warning():
    y, saved = tanh.forward([-1e3, -710.0, 710.0, 1e3])
    np.testing.assert_array_equal(y, [-1, -1, 1, 1])
    np.testing.assert_array_equal(tanh.backward(np.ones(4), saved).x, np.zeros(4))
