import numpy as np
import pytest

from netwright.reference.activations import relu, sigmoid, softplus


def test_values_worked_out_by_hand():
    y, saved = softplus.forward([0.0, np.log(3.0), -np.log(4.0)])
    np.testing.assert_allclose(y, np.log([2, 4, 5 / 4]), rtol=1e-14)
    dx = softplus.backward(np.ones(3), saved).x
    np.testing.assert_allclose(dx, [1 / 2, 3 / 4, 1 / 5], rtol=1e-15)


@pytest.mark.parametrize("case", range(20))
def test_both_sides_differ_by_x_and_it_lies_above_relu(case):
    x = softplus.example(np.random.default_rng(case))["x"]
    y, _ = softplus.forward(x)
    np.testing.assert_allclose(y - softplus.forward(-x)[0], x, atol=1e-14)
    above = y - relu.forward(x)[0]
    assert (above > 0).all()
    assert (above <= np.log(2)).all()


@pytest.mark.parametrize("case", range(10))
def test_turned_round_it_is_the_logarithm_of_the_sigmoid(case):
    x = softplus.example(np.random.default_rng(case))["x"]
    log = np.log(sigmoid.forward(x)[0])
    np.testing.assert_allclose(-softplus.forward(-x)[0], log, atol=1e-13)


def test_far_from_0_it_is_relu_without_a_warning():
    y, saved = softplus.forward([-1e3, -710.0, -40.0, 40.0, 710.0, 1e3])
    np.testing.assert_allclose(y, [0, 0, 0, 40, 710, 1e3], atol=1e-17)
    assert y[2] == pytest.approx(np.exp(-40.0), rel=1e-14, abs=0.0)  # small, and not lost
    dx = softplus.backward(np.ones(6), saved).x
    np.testing.assert_allclose(dx, [0, 0, 0, 1, 1, 1], atol=1e-17)
