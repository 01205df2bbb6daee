import re

import numpy as np
import pytest

from netwright.reference.operations import multiply


def test_each_row_is_scaled_by_its_own_number():
    y, saved = multiply.forward([[1.0, 2.0], [3.0, 4.0]], [[10.0], [100.0]])
    np.testing.assert_array_equal(y, [[10, 20], [300, 400]])
    grads = multiply.backward(np.array([[1.0, 1.0], [0.0, 2.0]]), saved)
    np.testing.assert_array_equal(grads.a, [[10, 10], [0, 200]])
    np.testing.assert_array_equal(grads.b, [[1 + 2], [8]])


@pytest.mark.parametrize("case", range(20))
def test_a_times_da_and_b_times_db_sum_to_the_same(case):
    """y is linear in a and in b, so by Euler both sums are sum(dy y)."""
    given = multiply.example(np.random.default_rng(case))
    y, saved = multiply.forward(**given)
    dy = np.random.default_rng(1).normal(size=y.shape)
    grads = multiply.backward(dy, saved)
    wanted = (dy * y).sum()
    np.testing.assert_allclose((given["a"] * grads.a).sum(), wanted, atol=1e-12)
    np.testing.assert_allclose((given["b"] * grads.b).sum(), wanted, atol=1e-12)


def test_a_mask_of_zeros_lets_nothing_through_either_way():
    y, saved = multiply.forward([1.0, 2.0, 3.0], [1.0, 0.0, 1.0])
    np.testing.assert_array_equal(y, [1, 0, 3])
    np.testing.assert_array_equal(multiply.backward(np.full(3, 7.0), saved).a, [7, 0, 7])


def test_shapes_that_do_not_broadcast_are_refused_with_both():
    words = re.escape("a and b must have shapes that broadcast; got (3,) and (3, 2)")
    with pytest.raises(ValueError, match=f"^{words}$"):
        multiply.forward(np.ones(3), np.ones((3, 2)))
