import numpy as np
import pytest

from netwright.reference.optimisers import adagrad


def test_values_worked_out_by_hand():
    weights, squares = adagrad.forward([1.0], [2.0], [16.0], rate=0.5, decay=1.0)
    np.testing.assert_allclose(squares, [25.0])  # 16 + (2 + 1)^2
    np.testing.assert_allclose(weights, [0.7])  # 1 - 0.5 * 3 / 5


def test_equal_gradients_give_steps_of_one_over_the_root_of_their_number():
    weights, squares = np.zeros(1), np.zeros(1)
    for t in range(1, 20):
        before = weights
        weights, squares = adagrad.forward(weights, np.array([-7.0]), squares, rate=0.1)
        np.testing.assert_allclose(weights - before, 0.1 / np.sqrt(t))


def test_the_size_of_the_gradient_does_not_matter():
    start, zero = np.ones(2), np.zeros(2)
    weights, _ = adagrad.forward(start, np.array([1e-3, 1e3]), zero, rate=0.1)
    np.testing.assert_allclose(weights, 0.9, atol=1e-7)


def test_eps_must_be_above_zero():
    with pytest.raises(ValueError, match="eps must be a finite number above 0; got 0"):
        adagrad.forward([1.0], [1.0], [0.0], rate=0.1, eps=0)
