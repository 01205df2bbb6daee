import re

import numpy as np
import pytest

from netwright.reference.activations import leaky_relu, relu


def test_values_worked_out_by_hand():
    y, saved = leaky_relu.forward([-1e3, -2.0, 0.0, 3.0, 1e3], slope=0.25)
    np.testing.assert_array_equal(y, [-250, -0.5, 0, 3, 1e3])
    dx = leaky_relu.backward(np.full(5, 4.0), saved).x
    np.testing.assert_array_equal(dx, [1, 1, 1, 4, 4])


def test_without_a_setting_one_hundredth_leaks():
    np.testing.assert_array_equal(leaky_relu.forward([-100.0, 1.0])[0], [-1, 1])


@pytest.mark.parametrize("case", range(20))
def test_it_lies_between_relu_and_the_line(case):
    given = leaky_relu.example(np.random.default_rng(case))
    y, _ = leaky_relu.forward(**given)
    s, x = given["slope"], given["x"]
    np.testing.assert_allclose(y, (1 - s) * relu.forward(x)[0] + s * x, atol=1e-14)
    np.testing.assert_array_equal(leaky_relu.forward(x, slope=0.0)[0], relu.forward(x)[0])


@pytest.mark.parametrize("slope", [1.0, -0.1, np.nan])
def test_a_slope_that_is_no_share_is_refused(slope):
    words = f"slope must be a share from 0 up to, not at, 1; got {slope!r}"
    with pytest.raises(ValueError, match=f"^{re.escape(words)}$"):
        leaky_relu.forward([1.0], slope=slope)
