import re

import numpy as np
import pytest

from netwright.reference.activations import elu


def test_values_worked_out_by_hand():
    y, saved = elu.forward([-np.log(2.0), -np.log(4.0), 0.0, 3.0], alpha=2.0)
    np.testing.assert_allclose(y, [-1, -1.5, 0, 3], rtol=1e-15)
    dx = elu.backward(np.ones(4), saved).x
    np.testing.assert_allclose(dx, [1, 0.5, 2, 1], rtol=1e-15)


@pytest.mark.parametrize("case", range(20))
def test_below_0_value_and_slope_differ_by_alpha(case):
    given = elu.example(np.random.default_rng(case))
    y, saved = elu.forward(**given)
    slope = elu.backward(np.ones(y.shape), saved).x
    below = given["x"] < 0
    np.testing.assert_allclose(slope[below], y[below] + given["alpha"], atol=1e-14)
    np.testing.assert_array_equal(slope[~below], 1.0)
    assert (y > -given["alpha"]).all()


def test_far_from_0_it_is_the_floor_or_the_line_without_a_warning():
    y, saved = elu.forward([-1e3, -710.0, 710.0, 1e3], alpha=1.5)
    np.testing.assert_array_equal(y, [-1.5, -1.5, 710, 1e3])
    np.testing.assert_allclose(elu.backward(np.ones(4), saved).x, [0, 0, 1, 1], atol=1e-300)


def test_close_below_0_no_digits_are_lost():
    assert elu.forward([-1e-20])[0][0] == -1e-20


@pytest.mark.parametrize("alpha", [0.0, -1.0, np.inf])
def test_alpha_must_be_above_0(alpha):
    words = f"alpha must be a finite number above 0; got {alpha!r}"
    with pytest.raises(ValueError, match=f"^{re.escape(words)}$"):
        elu.forward([1.0], alpha=alpha)
