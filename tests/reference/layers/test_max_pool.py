import numpy as np
import pytest

from netwright.reference.layers import max_pool


def draw(case):
    return max_pool.example(np.random.default_rng(case))


@pytest.mark.parametrize("case", range(20))
def test_every_number_of_dy_reaches_one_place_of_x(case):
    y, saved = max_pool.forward(**draw(case))
    dy = np.random.default_rng(case).normal(size=y.shape)
    dx = max_pool.backward(dy, saved).x
    np.testing.assert_allclose(dx.sum(axis=(2, 3)), dy.sum(axis=(2, 3)), atol=1e-12)


@pytest.mark.parametrize("case", range(20))
def test_a_rising_function_can_be_taken_before_or_after(case):
    given = draw(case)
    after = np.exp(max_pool.forward(**given)[0])
    before, _ = max_pool.forward(**{**given, "x": np.exp(given["x"])})
    np.testing.assert_array_equal(before, after)


def test_values_worked_out_by_hand():
    x = [[[[1.0, 5.0, 2.0], [0.0, 3.0, 4.0]]]]
    y, saved = max_pool.forward(x, kernel=2, stride=1)
    np.testing.assert_array_equal(y, [[[[5.0, 5.0]]]])
    dx = max_pool.backward([[[[1.0, 10.0]]]], saved).x
    np.testing.assert_array_equal(dx, [[[[0, 11, 0], [0, 0, 0]]]])


def test_padding_is_never_the_largest():
    y, _ = max_pool.forward(np.full((1, 1, 2, 2), -3.0), kernel=3, stride=1, padding=1)
    np.testing.assert_array_equal(y, np.full((1, 1, 2, 2), -3.0))


def test_rounded_up_the_last_window_hangs_over_the_end():
    x = [[[[1.0, 3.0, -7.0]]]]
    y, _ = max_pool.forward(x, kernel=(1, 2))
    np.testing.assert_array_equal(y, [[[[3.0]]]])
    y, saved = max_pool.forward(x, kernel=(1, 2), ceil_mode=True)
    np.testing.assert_array_equal(y, [[[[3.0, -7.0]]]])
    dx = max_pool.backward([[[[2.0, 5.0]]]], saved).x
    np.testing.assert_array_equal(dx, [[[[0, 2, 5]]]])


def test_of_equal_numbers_the_first_gets_the_gradient():
    _, saved = max_pool.forward(np.ones((1, 1, 2, 2)), kernel=2)
    np.testing.assert_array_equal(max_pool.backward([[[[7.0]]]], saved).x, [[[[7, 0], [0, 0]]]])


def test_a_window_larger_than_the_picture_is_refused_with_both_sizes():
    with pytest.raises(ValueError, match=r"kernel must fit in the padded picture, 2 x 5; got 3 x"):
        max_pool.forward(np.ones((1, 1, 2, 5)), kernel=3)
