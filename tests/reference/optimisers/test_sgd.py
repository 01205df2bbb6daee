import numpy as np
import pytest

from netwright.reference.optimisers import sgd


def test_values_worked_out_by_hand():
    (weights,) = sgd.forward([[2.0, -2.0]], [[1.0, 1.0]], rate=0.5, decay=0.5)
    np.testing.assert_allclose(weights, [[1.0, -2.0]])  # gradients 1 + 1 and 1 - 1


def test_without_a_gradient_decay_shrinks_by_a_share():
    weights = np.array([3.0, -1.0])
    (after,) = sgd.forward(weights, np.zeros(2), rate=0.1, decay=0.5)
    np.testing.assert_allclose(after, 0.95 * weights)


def test_a_bowl_is_descended_to_its_bottom():
    steepness, weights = np.array([1.0, 0.5]), np.array([4.0, -4.0])
    for _ in range(200):
        (weights,) = sgd.forward(weights, steepness * weights, rate=0.5)
    np.testing.assert_allclose(weights, 0.0, atol=1e-12)


def test_rate_and_decay_have_ranges():
    with pytest.raises(ValueError, match="rate must be a finite number above 0; got 0"):
        sgd.forward([1.0], [1.0], rate=0)
    with pytest.raises(ValueError, match="decay must be a finite number, 0 or more; got -1"):
        sgd.forward([1.0], [1.0], rate=0.1, decay=-1)
