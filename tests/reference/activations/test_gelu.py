import math

import numpy as np
import pytest

from netwright.reference.activations import gelu


def test_values_worked_out_by_hand():
    """F(0) is a half; 0.8413 of all normal numbers are below 1, 0.1587 below -1."""
    y, saved = gelu.forward([-1.0, 0.0, 1.0])
    np.testing.assert_allclose(y, [-0.158655253931457, 0, 0.841344746068543], rtol=1e-14)
    density = math.exp(-0.5) / math.sqrt(2 * math.pi)
    slopes = [0.158655253931457 - density, 0.5, 0.841344746068543 + density]
    np.testing.assert_allclose(gelu.backward(np.ones(3), saved).x, slopes, rtol=1e-14)


@pytest.mark.parametrize("case", range(20))
def test_what_it_lets_through_of_a_number_and_of_its_opposite_differ_by_that_number(case):
    """F(x) + F(-x) = 1."""
    x = gelu.example(np.random.default_rng(case))["x"]
    np.testing.assert_allclose(gelu.forward(x)[0] - gelu.forward(-x)[0], x, atol=1e-14)


def test_its_lowest_value_is_where_the_docstring_says():
    x = np.linspace(-3.0, 0.0, 3001)
    y, saved = gelu.forward(x)
    assert x[y.argmin()] == pytest.approx(-0.752, abs=1e-3)
    assert y.min() == pytest.approx(-0.170, abs=5e-4)
    assert np.abs(gelu.backward(np.ones(3001), saved).x[y.argmin()]) < 1e-3


def test_far_from_0_it_is_0_or_x_without_a_warning():
    y, saved = gelu.forward([-1e3, 1e3])
    np.testing.assert_allclose(y, [0, 1e3], atol=1e-300)
    np.testing.assert_allclose(gelu.backward(np.ones(2), saved).x, [0, 1], atol=1e-300)
