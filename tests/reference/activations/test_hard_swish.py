import numpy as np
import pytest

from netwright.reference.activations import hard_swish, relu6, silu


def test_values_worked_out_by_hand():
    y, saved = hard_swish.forward([-4.0, -3.0, -1.5, 0.0, 3.0, 4.0])
    np.testing.assert_array_equal(y, [0, 0, -0.375, 0, 3, 4])
    dx = hard_swish.backward(np.full(6, 2.0), saved).x
    np.testing.assert_array_equal(dx, [0, 0, 0, 1, 2, 2])  # at a kink that of the outer side


@pytest.mark.parametrize("case", range(10))
def test_its_gate_is_the_rectifier_with_a_ceiling_moved_and_scaled(case):
    x = hard_swish.example(np.random.default_rng(case))["x"]
    y, _ = hard_swish.forward(x)
    np.testing.assert_allclose(y, x * relu6.forward(x + 3)[0] / 6, atol=1e-15)


def test_it_is_never_far_from_the_smooth_one():
    x = np.linspace(-20.0, 20.0, 4001)
    gap = np.abs(hard_swish.forward(x)[0] - silu.forward(x)[0])
    assert gap.max() == pytest.approx(0.142, abs=1e-3)
    assert np.abs(x[gap.argmax()]) == pytest.approx(3.0, abs=0.02)
