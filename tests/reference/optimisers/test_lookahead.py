import numpy as np
import pytest

from netwright.reference.optimisers import lookahead, sgd


def test_values_worked_out_by_hand():
    weights, slow = lookahead.forward([[3.0, 0.0]], [[1.0, 2.0]], part=0.25)
    np.testing.assert_allclose(slow, [[1.5, 1.5]])
    np.testing.assert_allclose(weights, slow)
    assert weights is not slow


def test_no_share_goes_back_to_where_the_walk_began():
    weights, slow = lookahead.forward([3.0], [1.0], part=0.0)
    assert weights.tolist() == slow.tolist() == [1.0]


def test_a_bowl_too_steep_for_the_rate_is_descended_all_the_same():
    """Five steps of factor -1.1 diverge; half of the way back after each five does not."""
    alone = weights = slow = np.array([1.0])
    for _ in range(40):
        for _ in range(5):
            (alone,) = sgd.forward(alone, 2.1 * alone, rate=1.0)
            (weights,) = sgd.forward(weights, 2.1 * weights, rate=1.0)
        weights, slow = lookahead.forward(weights, slow, part=0.5)
    assert abs(alone[0]) > 1e6
    assert abs(weights[0]) < 1e-6


def test_the_part_is_a_share():
    with pytest.raises(ValueError, match="part must be a share from 0 up to, not at, 1; got 1"):
        lookahead.forward([1.0], [1.0], part=1)
