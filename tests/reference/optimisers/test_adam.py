import numpy as np
import pytest

from netwright.reference.optimisers import adam, exponentially_weighted_average


def test_values_worked_out_by_hand():
    given = {"rate": 0.1, "beta1": 0.5, "beta2": 0.75, "decay": 1.0, "eps": 1.0}
    weights, mean, squares = adam.forward([1.0], [1.0], [4.0], [4.0], step=2, **given)
    np.testing.assert_allclose(mean, [3.0])  # 2 + (1 + 1) / 2
    np.testing.assert_allclose(squares, [4.0])  # 3 + 4 / 4
    root = np.sqrt(4.0 / (1 - 0.75**2))
    np.testing.assert_allclose(weights, [1.0 - 0.1 * (3.0 / 0.75) / (root + 1.0)])


def test_the_first_step_is_as_long_as_the_rate_whatever_the_gradient():
    start, zero = np.ones(3), np.zeros(3)
    weights, _, _ = adam.forward(start, np.array([1e-3, -5.0, 1e6]), zero, zero, step=1, rate=0.01)
    np.testing.assert_allclose(start - weights, [0.01, -0.01, 0.01], rtol=1e-4)


def test_a_step_is_a_ratio_of_corrected_averages():
    gradients = np.random.default_rng(0).normal(size=25)
    means = exponentially_weighted_average.forward(gradients, beta=0.9)
    squares = exponentially_weighted_average.forward(gradients**2, beta=0.99)
    w = m = v = np.zeros(())
    for t, gradient in enumerate(gradients):
        before = w
        w, m, v = adam.forward(w, gradient, m, v, step=t + 1, rate=1.0, beta2=0.99)
        assert before - w == pytest.approx(means[t] / (np.sqrt(squares[t]) + 1e-8))


def test_steps_are_counted_from_one():
    one, zero = np.ones(1), np.zeros(1)
    with pytest.raises(ValueError, match="step must be a whole number, 1 or more; got 0"):
        adam.forward(one, one, zero, zero, step=0, rate=0.1)
    with pytest.raises(
        ValueError, match=r"beta1 must be a share from 0 up to, not at, 1; got -0.1"
    ):
        adam.forward(one, one, zero, zero, step=1, rate=0.1, beta1=-0.1)
