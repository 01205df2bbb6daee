import numpy as np

from netwright.reference.layers import _normed_convolution as step


def test_values_worked_out_by_hand():
    x = np.array([[[[1.0, 3.0]]]])  # times 2, mean 4 away, over sqrt(4 + 12)
    y, saved = step.forward(x, np.full((1, 1, 1, 1), 2.0), np.array([8.0]), np.ones(1), eps=12.0)
    np.testing.assert_allclose(y, [[[[-3.0, 5.0]]]])
    grads = step.backward(np.array([[[[1.0, 3.0]]]]), saved)
    np.testing.assert_allclose(grads.bias, [4.0])
    np.testing.assert_allclose(grads.gain, [1.0])  # (-1 + 3) / 2


def test_what_a_bias_of_the_convolution_would_add_is_taken_away_so_dx_sums_to_zero():
    rng = np.random.default_rng(0)
    x, kernel = rng.normal(size=(2, 3, 4, 4)), rng.normal(size=(2, 3, 1, 1))
    gain, bias = rng.normal(size=2), rng.normal(size=2)
    y, saved = step.forward(x, kernel, gain, bias, eps=0.1)
    shifted, _ = step.forward(x + 1.0, kernel, gain, bias, eps=0.1)
    np.testing.assert_allclose(shifted, y, atol=1e-12)
    dx = step.backward(rng.normal(size=y.shape), saved).x
    np.testing.assert_allclose(dx.sum(axis=(0, 2, 3)), 0.0, atol=1e-12)
