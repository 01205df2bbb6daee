import numpy as np
import pytest

from netwright.reference.activations import sigmoid, silu


def test_values_worked_out_by_hand():
    """The sigmoid of ln 3 is 3/4."""
    y, saved = silu.forward([0.0, np.log(3.0)])
    np.testing.assert_allclose(y, [0, 0.75 * np.log(3.0)], rtol=1e-15)
    slopes = [0.5, 0.75 + np.log(3.0) * 3 / 16]
    np.testing.assert_allclose(silu.backward(np.ones(2), saved).x, slopes, rtol=1e-14)


@pytest.mark.parametrize("case", range(20))
def test_what_it_lets_through_of_a_number_and_of_its_opposite_differ_by_that_number(case):
    x = silu.example(np.random.default_rng(case))["x"]
    np.testing.assert_allclose(silu.forward(x)[0] - silu.forward(-x)[0], x, atol=1e-14)
    np.testing.assert_allclose(silu.forward(x)[0], x * sigmoid.forward(x)[0], rtol=1e-15)


def test_its_lowest_value_is_where_the_docstring_says():
    x = np.linspace(-3.0, 0.0, 3001)
    y, saved = silu.forward(x)
    assert x[y.argmin()] == pytest.approx(-1.278, abs=2e-3)
    assert y.min() == pytest.approx(-0.278, abs=5e-4)
    assert np.abs(silu.backward(np.ones(3001), saved).x[y.argmin()]) < 1e-3


def test_far_from_0_it_is_0_or_x_without_a_warning():
    y, saved = silu.forward([-1e3, 1e3])
    np.testing.assert_allclose(y, [0, 1e3], atol=1e-300)
    np.testing.assert_allclose(silu.backward(np.ones(2), saved).x, [0, 1], atol=1e-300)
