import numpy as np
import pytest

from netwright.reference.operations import exponential, logarithm


def test_values_worked_out_by_hand():
    y, saved = exponential.forward([0.0, np.log(2.0), -np.log(4.0)])
    np.testing.assert_allclose(y, [1, 2, 0.25], rtol=1e-15)
    slope = exponential.backward(np.array([3.0, 3.0, 4.0]), saved).x
    np.testing.assert_allclose(slope, [3, 6, 1], rtol=1e-15)


@pytest.mark.parametrize("case", range(20))
def test_sums_become_products_and_the_logarithm_undoes_it(case):
    x = exponential.example(np.random.default_rng(case))["x"]
    y, _ = exponential.forward(x)
    np.testing.assert_allclose(exponential.forward(x + 1.5)[0], y * np.exp(1.5), rtol=1e-13)
    np.testing.assert_allclose(logarithm.forward(y)[0], x, atol=1e-13)


def test_far_below_0_it_is_0_and_up_to_the_limit_finite():
    y, saved = exponential.forward([-1e3, 709.78])
    assert y[0] == 0.0
    assert 1e308 < y[1] < np.inf
    np.testing.assert_array_equal(exponential.backward(np.ones(2), saved).x, y)


def test_a_number_whose_exponential_is_no_float64_is_refused():
    words = r"^x must be at most 709\.78, or e\^x is no float64; got 1000\.0$"
    with pytest.raises(ValueError, match=words):
        exponential.forward([0.0, 1e3])
