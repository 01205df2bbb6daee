import numpy as np
import pytest

from netwright.reference.layers import average_pool, global_average_pool


def test_values_worked_out_by_hand():
    y, saved = global_average_pool.forward([[[[1.0, 3.0], [4.0, 8.0]], [[0.0, 0.0], [0.0, 2.0]]]])
    np.testing.assert_array_equal(y, [[4.0, 0.5]])
    dx = global_average_pool.backward([[4.0, 8.0]], saved).x
    np.testing.assert_array_equal(dx, [[np.full((2, 2), 1.0), np.full((2, 2), 2.0)]])


@pytest.mark.parametrize("case", range(10))
def test_it_is_an_average_pool_of_one_window(case):
    rng = np.random.default_rng(case)
    x = global_average_pool.example(rng)["x"]
    y, saved = global_average_pool.forward(x)
    window, window_saved = average_pool.forward(x, kernel=x.shape[2:])
    np.testing.assert_allclose(y, window[:, :, 0, 0], atol=1e-12)
    dx = average_pool.backward(y[:, :, None, None], window_saved).x
    np.testing.assert_allclose(global_average_pool.backward(y, saved).x, dx, atol=1e-12)


def test_the_order_of_the_pixels_does_not_matter():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(2, 3, 4, 5))
    mixed = rng.permutation(x.reshape(2, 3, 20), axis=2).reshape(x.shape)
    first, second = (global_average_pool.forward(pictures)[0] for pictures in (x, mixed))
    np.testing.assert_allclose(first, second, atol=1e-12)
