import numpy as np
import pytest

from netwright.reference.activations import relu


def test_values_worked_out_by_hand():
    y, saved = relu.forward([-1e3, -2.0, 0.0, 3.0, 1e3])
    np.testing.assert_array_equal(y, [0, 0, 0, 3, 1e3])
    dx = relu.backward(np.full(5, 7.0), saved).x
    np.testing.assert_array_equal(dx, [0, 0, 0, 7, 7])  # none at 0 itself


@pytest.mark.parametrize("case", range(20))
def test_twice_is_once_and_both_sides_make_x(case):
    x = relu.example(np.random.default_rng(case))["x"]
    y, _ = relu.forward(x)
    np.testing.assert_array_equal(relu.forward(y)[0], y)
    np.testing.assert_array_equal(y - relu.forward(-x)[0], x)


@pytest.mark.parametrize("case", range(5))
def test_a_factor_above_0_passes_through(case):
    x = relu.example(np.random.default_rng(case))["x"]
    np.testing.assert_allclose(relu.forward(2.5 * x)[0], 2.5 * relu.forward(x)[0], rtol=1e-15)
