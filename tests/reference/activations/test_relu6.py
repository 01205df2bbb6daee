import numpy as np
import pytest

from netwright.reference.activations import relu, relu6


def test_values_worked_out_by_hand():
    y, saved = relu6.forward([-2.0, 0.0, 3.0, 6.0, 1e3])
    np.testing.assert_array_equal(y, [0, 0, 3, 6, 6])
    dx = relu6.backward(np.full(5, 7.0), saved).x
    np.testing.assert_array_equal(dx, [0, 0, 7, 0, 0])  # none at the kinks themselves


@pytest.mark.parametrize("case", range(10))
def test_it_is_one_rectifier_less_another_that_begins_at_6(case):
    x = relu6.example(np.random.default_rng(case))["x"]
    expected = relu.forward(x)[0] - relu.forward(x - 6)[0]
    np.testing.assert_allclose(relu6.forward(x)[0], expected, atol=1e-14)
