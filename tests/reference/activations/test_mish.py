import numpy as np
import pytest

from netwright.reference.activations import mish


def test_values_worked_out_by_hand():
    """e^softplus(x) = 1 + e^x = w, so t = (w^2 - 1) / (w^2 + 1): 3/5 at 0, 15/17 at ln 3."""
    y, saved = mish.forward([0.0, np.log(3.0)])
    np.testing.assert_allclose(y, [0, 15 / 17 * np.log(3.0)], rtol=1e-15)
    slope = 15 / 17 + np.log(3.0) * (1 - (15 / 17) ** 2) * 3 / 4
    np.testing.assert_allclose(mish.backward(np.ones(2), saved).x, [3 / 5, slope], rtol=1e-14)


@pytest.mark.parametrize("case", range(20))
def test_it_keeps_the_sign_and_never_grows_the_number(case):
    x = mish.example(np.random.default_rng(case))["x"]
    y, _ = mish.forward(x)
    np.testing.assert_array_equal(np.sign(y), np.sign(x))
    assert (np.abs(y) <= np.abs(x)).all()


def test_its_lowest_value_is_where_the_docstring_says():
    x = np.linspace(-3.0, 0.0, 3001)
    y, saved = mish.forward(x)
    assert x[y.argmin()] == pytest.approx(-1.19, abs=5e-3)
    assert y.min() == pytest.approx(-0.309, abs=5e-4)
    assert np.abs(mish.backward(np.ones(3001), saved).x[y.argmin()]) < 1e-3


def test_far_from_0_it_is_0_or_x_without_a_warning():
    y, saved = mish.forward([-1e3, -710.0, 710.0, 1e3])
    np.testing.assert_allclose(y, [0, 0, 710, 1e3], atol=1e-300)
    np.testing.assert_allclose(mish.backward(np.ones(4), saved).x, [0, 0, 1, 1], atol=1e-300)
