import re

import numpy as np
import pytest

from netwright.reference.operations import exponential, logarithm, power


@pytest.mark.parametrize(
    ("exponent", "wanted", "slope"),
    [
        (2.0, [1, 16], [2, 8]),
        (0.5, [1, 2], [0.5, 0.25]),
        (-1.0, [1, 0.25], [-1, -0.0625]),
        (1.0, [1, 4], [1, 1]),
        (0.0, [1, 1], [0, 0]),
    ],
)
def test_values_worked_out_by_hand(exponent, wanted, slope):
    y, saved = power.forward([1.0, 4.0], exponent=exponent)
    np.testing.assert_array_equal(y, wanted)
    np.testing.assert_array_equal(power.backward(np.ones(2), saved).x, slope)


@pytest.mark.parametrize("case", range(20))
def test_it_is_the_exponential_of_the_logarithm_times_p(case):
    given = power.example(np.random.default_rng(case))
    y, _ = power.forward(**given)
    log, _ = logarithm.forward(given["x"])
    again, _ = exponential.forward(given["exponent"] * log)
    np.testing.assert_allclose(y, again, rtol=1e-13)


@pytest.mark.parametrize("case", range(10))
def test_a_power_and_its_inverse_undo_each_other(case):
    given = power.example(np.random.default_rng(case))
    y, _ = power.forward(**given)
    back, _ = power.forward(y, exponent=1 / given["exponent"])
    np.testing.assert_allclose(back, given["x"], rtol=1e-12)


@pytest.mark.parametrize("x", [0.0, -2.0])
def test_numbers_not_above_0_are_refused(x):
    with pytest.raises(ValueError, match=rf"^x must be above 0 to be raised to a power; got {x}$"):
        power.forward([1.0, x], exponent=2.0)


@pytest.mark.parametrize("exponent", [np.inf, np.nan])
def test_an_exponent_that_is_not_finite_is_refused(exponent):
    with pytest.raises(ValueError, match=r"^exponent must be a finite number; got (inf|nan)$"):
        power.forward([1.0], exponent=exponent)


@pytest.mark.parametrize(("x", "exponent"), [(1e3, 200.0), (1e-300, -1.0)])
def test_a_power_or_a_slope_beyond_float64_is_refused(x, exponent):
    words = f"x must have a power and a slope within float64; got {x} with exponent {exponent}"
    with pytest.raises(ValueError, match=f"^{re.escape(words)}$"):
        power.forward([1.0, x], exponent=exponent)


def test_a_power_below_float64_is_0():
    np.testing.assert_array_equal(power.forward([1e3, 1.0], exponent=-200.0)[0], [0, 1])
