import numpy as np
import pytest

from netwright.reference.activations import scaled_tanh, tanh


def test_plus_and_minus_one_stay_and_the_limits_are_the_papers():
    y, _ = scaled_tanh.forward([-1.0, 0.0, 1.0, 1e3])
    np.testing.assert_allclose(y, [-1.0, 0.0, 1.0, 1.7159], atol=2e-5)


def test_the_slope_at_0_is_the_product_of_both_factors():
    _, saved = scaled_tanh.forward([0.0, 1e3])
    dx = scaled_tanh.backward([3.0, 3.0], saved).x
    np.testing.assert_allclose(dx, [3 * 1.7159 * 2 / 3, 0.0], atol=1e-12)


def test_it_bends_most_about_1():
    x = np.linspace(0.5, 1.5, 1001)
    _, saved = scaled_tanh.forward(x)
    second = np.gradient(scaled_tanh.backward(np.ones_like(x), saved).x, x)
    assert abs(x[np.abs(second).argmax()] - 1.0) < 0.02


@pytest.mark.parametrize("case", range(5))
def test_it_is_tanh_stretched_both_ways(case):
    x = scaled_tanh.example(np.random.default_rng(case))["x"]
    expected = 1.7159 * tanh.forward(2 * x / 3)[0]
    np.testing.assert_allclose(scaled_tanh.forward(x)[0], expected, rtol=1e-14)
