import numpy as np
import pytest

from netwright.reference.operations import logarithm


def test_values_worked_out_by_hand():
    y, saved = logarithm.forward([1.0, np.e, 0.5])
    np.testing.assert_allclose(y, [0, 1, -np.log(2)], atol=1e-15)
    dx = logarithm.backward(np.array([3.0, np.e, 1.0]), saved).x
    np.testing.assert_allclose(dx, [3, 1, 2], rtol=1e-15)


@pytest.mark.parametrize("case", range(20))
def test_a_factor_shifts_it_and_leaves_x_times_its_slope_alone(case):
    x = logarithm.example(np.random.default_rng(case))["x"]
    y, saved = logarithm.forward(x)
    scaled, saved_scaled = logarithm.forward(8.0 * x)
    np.testing.assert_allclose(scaled, y + 3 * np.log(2), atol=1e-14)
    dy = np.ones(x.shape)
    slope = logarithm.backward(dy, saved_scaled).x
    np.testing.assert_allclose(8.0 * slope, logarithm.backward(dy, saved).x, rtol=1e-15)


def test_very_small_and_very_large_numbers_are_no_trouble():
    y, saved = logarithm.forward([1e-300, 1e300])
    np.testing.assert_allclose(y, np.array([-300, 300]) * np.log(10), rtol=1e-15)
    np.testing.assert_allclose(logarithm.backward(np.ones(2), saved).x, [1e300, 1e-300])


@pytest.mark.parametrize("x", [0.0, -1.0])
def test_numbers_not_above_0_are_refused(x):
    with pytest.raises(ValueError, match=rf"^x must be above 0 to have a logarithm; got {x}$"):
        logarithm.forward([2.0, x])
