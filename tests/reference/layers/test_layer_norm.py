import numpy as np
import pytest

from netwright.reference.layers import layer_norm


def draw(case):
    return layer_norm.example(np.random.default_rng(case))


@pytest.mark.parametrize("case", range(20))
def test_shifting_a_row_changes_nothing_so_dx_sums_to_zero(case):
    given = draw(case)
    y, saved = layer_norm.forward(**given)
    shifted, _ = layer_norm.forward(**{**given, "x": given["x"] + 3.0})
    np.testing.assert_allclose(shifted, y, atol=1e-12)
    dx = layer_norm.backward(np.random.default_rng(1).normal(size=y.shape), saved).x
    np.testing.assert_allclose(dx.sum(axis=1), 0.0, atol=1e-12)


def test_rows_come_out_with_mean_0_and_variance_1():
    x = np.random.default_rng(0).normal(5.0, 3.0, size=(4, 50))
    y, _ = layer_norm.forward(x, np.ones(50), np.zeros(50), eps=1e-12)
    np.testing.assert_allclose(y.mean(axis=1), 0.0, atol=1e-12)
    np.testing.assert_allclose(y.var(axis=1), 1.0, atol=1e-9)


def test_values_worked_out_by_hand():
    y, saved = layer_norm.forward([[1.0, 3.0]], [2.0, 2.0], [0.0, 1.0], eps=3.0)
    np.testing.assert_allclose(y, [[-1.0, 2.0]])  # std is sqrt(1 + 3)
    np.testing.assert_allclose(layer_norm.backward(np.ones((1, 2)), saved).gain, [-0.5, 0.5])


def test_a_wrong_gain_says_both_shapes():
    with pytest.raises(ValueError, match=r"gain must have shape \(3,\); got \(2,\)"):
        layer_norm.forward(np.ones((1, 3)), np.ones(2), np.zeros(3))


def test_eps_must_be_above_zero():
    with pytest.raises(ValueError, match=r"eps must be a finite number above 0; got 0"):
        layer_norm.forward(np.ones((1, 2)), np.ones(2), np.zeros(2), eps=0)
