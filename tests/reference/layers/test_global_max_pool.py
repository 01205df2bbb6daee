import numpy as np
import pytest

from netwright.reference.layers import global_max_pool, max_pool


def test_values_worked_out_by_hand():
    y, saved = global_max_pool.forward([[[[1.0, 3.0], [4.0, 8.0]], [[2.0, 0.0], [0.0, 2.0]]]])
    np.testing.assert_array_equal(y, [[8.0, 2.0]])
    dx = global_max_pool.backward([[4.0, 8.0]], saved).x
    np.testing.assert_array_equal(dx, [[[[0.0, 0.0], [0.0, 4.0]], [[4.0, 0.0], [0.0, 4.0]]]])


@pytest.mark.parametrize("case", range(10))
def test_it_is_a_max_pool_of_one_window(case):
    rng = np.random.default_rng(case)
    x = global_max_pool.example(rng)["x"]
    y, saved = global_max_pool.forward(x)
    window, window_saved = max_pool.forward(x, kernel=x.shape[2:])
    np.testing.assert_array_equal(y, window[:, :, 0, 0])
    dx = max_pool.backward(y[:, :, None, None], window_saved).x
    np.testing.assert_array_equal(global_max_pool.backward(y, saved).x, dx)


def test_the_order_of_the_pixels_does_not_matter():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(2, 3, 4, 5))
    mixed = rng.permutation(x.reshape(2, 3, 20), axis=2).reshape(x.shape)
    first, second = (global_max_pool.forward(pictures)[0] for pictures in (x, mixed))
    np.testing.assert_array_equal(first, second)
