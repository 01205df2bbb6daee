import re

import numpy as np
import pytest

from netwright.reference.operations import add


def test_a_bias_is_added_to_every_row_and_gets_the_sum_of_their_gradients():
    y, saved = add.forward([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], [10.0, 20.0])
    np.testing.assert_array_equal(y, [[11, 22], [13, 24], [15, 26]])
    grads = add.backward(np.array([[1.0, 0.0], [1.0, 2.0], [1.0, 3.0]]), saved)
    np.testing.assert_array_equal(grads.b, [3, 5])
    np.testing.assert_array_equal(grads.a, [[1, 0], [1, 2], [1, 3]])


@pytest.mark.parametrize("case", range(20))
def test_the_order_does_not_matter_and_gradients_keep_their_sum(case):
    given = add.example(np.random.default_rng(case))
    y, saved = add.forward(**given)
    turned, _ = add.forward(given["b"], given["a"])
    np.testing.assert_array_equal(turned, y)
    dy = np.random.default_rng(1).normal(size=y.shape)
    grads = add.backward(dy, saved)
    np.testing.assert_allclose([grads.a.sum(), grads.b.sum()], dy.sum(), atol=1e-12)


def test_a_single_number_is_added_everywhere():
    y, saved = add.forward(np.zeros((2, 2)), 3.0)
    np.testing.assert_array_equal(y, np.full((2, 2), 3.0))
    assert add.backward(np.ones((2, 2)), saved).b == 4.0


def test_gradients_share_no_memory_with_dy_nor_with_each_other():
    dy = np.ones(3)
    grads = add.backward(dy, add.forward(np.zeros(3), np.zeros(3))[1])
    assert not np.shares_memory(grads.a, grads.b)
    assert not np.shares_memory(grads.a, dy)


def test_shapes_that_do_not_broadcast_are_refused_with_both():
    words = re.escape("a and b must have shapes that broadcast; got (2, 3) and (2,)")
    with pytest.raises(ValueError, match=f"^{words}$"):
        add.forward(np.ones((2, 3)), np.ones(2))
