import numpy as np
import pytest

from netwright.reference.layers import _residual_path

ONE, ZERO = np.ones(1), np.zeros(1)


def middle(value):
    kernel = np.zeros((1, 1, 3, 3))
    kernel[0, 0, 1, 1] = value
    return kernel


def test_values_worked_out_by_hand():
    x = np.array([[[[1.0, 9.0, 3.0]]]])  # stride 2 reads 1 and 3
    weights = middle(1.0), np.array([2.0]), ZERO, middle(5.0), ONE, np.array([0.5])
    f, saved = _residual_path.forward(x, *weights, stride=2, eps=3.0)
    # norm: -1 and 1 over sqrt(1 + 3), times 2; ReLU: 0 and 1; conv: 0 and 5; norm with mean 2.5
    far = 2.5 / np.sqrt(2.5**2 + 3.0)
    np.testing.assert_allclose(f, [[[[0.5 - far, 0.5 + far]]]])
    np.testing.assert_allclose(_residual_path.backward(np.ones_like(f), saved).bias2, [2.0])


def test_weights_that_do_not_fit_together_say_both_shapes():
    x, wide = np.ones((2, 1, 2, 2)), np.ones((2, 1, 3, 3))
    with pytest.raises(ValueError, match=r"gain1 must have shape \(2,\); got \(1,\)"):
        _residual_path.forward(x, wide, ONE, ZERO, wide, ONE, ZERO, stride=1, eps=0.1)
    two = np.ones(2)
    with pytest.raises(ValueError, match=r"kernel2 must have shape \(2, 2, 3, 3\); got \(2, 1"):
        _residual_path.forward(x, wide, two, two, wide, two, two, stride=1, eps=0.1)
