import numpy as np
import pytest

from netwright.reference.optimisers import exponentially_weighted_average, momentum, sgd


def test_values_worked_out_by_hand():
    weights, b = momentum.forward([1.0], [2.0], [-4.0], rate=0.1, mu=0.5, decay=1.0)
    np.testing.assert_allclose(b, [1.0])  # -2 + (2 + 1)
    np.testing.assert_allclose(weights, [0.9])


def test_without_momentum_it_is_gradient_descent():
    weights, gradient = np.array([1.0, 2.0]), np.array([3.0, -1.0])
    after, _ = momentum.forward(weights, gradient, np.ones(2), rate=0.1, mu=0.0, decay=0.2)
    np.testing.assert_array_equal(after, *sgd.forward(weights, gradient, rate=0.1, decay=0.2))


def test_a_constant_gradient_builds_up_to_a_tenfold_step():
    weights, b = np.zeros(1), np.zeros(1)
    for _ in range(300):
        before = weights
        weights, b = momentum.forward(weights, np.ones(1), b, rate=0.1, mu=0.9)
    np.testing.assert_allclose(before - weights, 0.1 * 10.0)


def test_the_buffer_is_an_average_of_the_gradients_but_for_its_size():
    gradients, b = np.random.default_rng(0).normal(size=30), np.zeros(())
    averages = exponentially_weighted_average.forward(gradients, beta=0.8, corrected=False)
    for gradient, average in zip(gradients, averages, strict=True):
        _, b = momentum.forward(0.0, gradient, b, rate=1.0, mu=0.8)
        assert (1 - 0.8) * b == pytest.approx(average)


def test_mu_is_a_share():
    with pytest.raises(ValueError, match="mu must be a share from 0 up to, not at, 1; got 1"):
        momentum.forward([1.0], [1.0], [0.0], rate=0.1, mu=1)
