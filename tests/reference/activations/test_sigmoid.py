import numpy as np
import pytest

from netwright.reference.activations import sigmoid

FAR = np.array([-1e3, -710.0, -40.0, 40.0, 710.0, 1e3])


def test_values_worked_out_by_hand():
    y, saved = sigmoid.forward([0.0, np.log(3.0), -np.log(4.0)])
    np.testing.assert_allclose(y, [1 / 2, 3 / 4, 1 / 5], rtol=1e-15)
    dx = sigmoid.backward(np.ones(3), saved).x
    np.testing.assert_allclose(dx, [1 / 4, 3 / 16, 4 / 25], rtol=1e-15)


@pytest.mark.parametrize("case", range(20))
def test_yes_and_no_sum_to_1_and_slope_the_same(case):
    x = sigmoid.example(np.random.default_rng(case))["x"]
    (yes, saved_yes), (no, saved_no) = sigmoid.forward(x), sigmoid.forward(-x)
    np.testing.assert_allclose(yes + no, 1.0, atol=1e-15)
    slopes = [sigmoid.backward(np.ones(x.shape), saved).x for saved in (saved_yes, saved_no)]
    np.testing.assert_allclose(*slopes, atol=1e-15)


def test_far_from_0_it_saturates_without_a_warning():
    y, saved = sigmoid.forward(FAR)
    np.testing.assert_allclose(y, [0, 0, 0, 1, 1, 1], atol=1e-17)
    assert y[2] == pytest.approx(np.exp(-40.0), rel=1e-14, abs=0.0)  # small, and not lost
    np.testing.assert_allclose(sigmoid.backward(np.ones(6), saved).x, 0.0, atol=1e-17)
