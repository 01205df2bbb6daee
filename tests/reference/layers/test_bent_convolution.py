import numpy as np

from netwright.reference.layers import _bent_convolution as step


def test_values_worked_out_by_hand():
    x, kernel = np.array([[[[1.0, -2.0, 3.0]]]]), np.full((1, 1, 1, 1), 2.0)
    y, saved = step.forward(x, kernel, np.array([-1.0]))
    np.testing.assert_array_equal(y, [[[[1.0, 0.0, 5.0]]]])
    grads = step.backward(np.array([[[[1.0, 10.0, 100.0]]]]), saved)
    np.testing.assert_array_equal(grads.x, [[[[2.0, 0.0, 200.0]]]])
    np.testing.assert_array_equal(grads.kernel, [[[[301.0]]]])
    np.testing.assert_array_equal(grads.bias, [101.0])
