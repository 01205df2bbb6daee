import numpy as np
import pytest

from netwright.reference.optimisers import exponentially_weighted_average, rmsprop


def test_values_worked_out_by_hand():
    given = {"rate": 0.1, "beta2": 0.75, "mu": 0.5, "decay": 1.0, "eps": 1.0}
    weights, squares, b = rmsprop.forward([1.0], [3.0], [0.0], [2.0], **given)
    np.testing.assert_allclose(squares, [4.0])  # (3 + 1)^2 / 4
    np.testing.assert_allclose(b, [1.0 + 4.0 / 3.0])
    np.testing.assert_allclose(weights, [1.0 - 0.1 * 7.0 / 3.0])


def test_the_squares_are_an_average_that_is_not_corrected():
    gradients, v = np.random.default_rng(0).normal(size=20), np.zeros(())
    wanted = exponentially_weighted_average.forward(gradients**2, beta=0.9, corrected=False)
    for gradient, average in zip(gradients, wanted, strict=True):
        _, v, _ = rmsprop.forward(0.0, gradient, v, 0.0, rate=1.0, beta2=0.9)
        assert v == pytest.approx(average)


def test_in_the_long_run_a_steep_direction_is_walked_like_a_flat_one():
    weights, v, b = np.zeros(2), np.zeros(2), np.zeros(2)
    for _ in range(200):
        before = weights
        weights, v, b = rmsprop.forward(weights, np.array([1e-2, 1e2]), v, b, rate=0.1)
    np.testing.assert_allclose(before - weights, 0.1, rtol=1e-5)


def test_beta2_is_a_share():
    with pytest.raises(ValueError, match="beta2 must be a share from 0 up to, not at, 1; got 1"):
        rmsprop.forward([1.0], [1.0], [0.0], [0.0], rate=0.1, beta2=1)
