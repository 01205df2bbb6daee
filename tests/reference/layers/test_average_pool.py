import numpy as np
import pytest

from netwright.reference.layers import average_pool


def draw(case):
    return average_pool.example(np.random.default_rng(case))


@pytest.mark.parametrize("case", range(20))
def test_without_padding_a_flat_picture_stays_flat(case):
    given = {**draw(case), "padding": 0}
    y, _ = average_pool.forward(**{**given, "x": np.full_like(given["x"], 2.5)})
    np.testing.assert_allclose(y, 2.5, atol=1e-12)


@pytest.mark.parametrize("case", range(20))
def test_where_no_window_covers_padding_every_share_of_dy_reaches_x(case):
    y, saved = average_pool.forward(**{**draw(case), "padding": 0})
    dy = np.random.default_rng(case).normal(size=y.shape)
    dx = average_pool.backward(dy, saved).x
    np.testing.assert_allclose(dx.sum(axis=(2, 3)), dy.sum(axis=(2, 3)), atol=1e-12)


def test_values_worked_out_by_hand():
    x = [[[[1.0, 3.0, 5.0], [1.0, 3.0, 5.0]]]]
    y, saved = average_pool.forward(x, kernel=2, stride=1)
    np.testing.assert_array_equal(y, [[[[2.0, 4.0]]]])
    dx = average_pool.backward([[[[4.0, 8.0]]]], saved).x
    np.testing.assert_array_equal(dx, [[[[1, 3, 2], [1, 3, 2]]]])


def test_zeros_of_the_padding_count():
    y, _ = average_pool.forward([[[[6.0, 9.0]]]], kernel=(1, 3), stride=1, padding=(0, 1))
    np.testing.assert_array_equal(y, [[[[5.0, 5.0]]]])


def test_or_do_not_count():
    x = [[[[6.0, 9.0]]]]
    given = {"kernel": (1, 3), "stride": 1, "padding": (0, 1), "count_padding": False}
    y, saved = average_pool.forward(x, **given)
    np.testing.assert_array_equal(y, [[[[7.5, 7.5]]]])
    dx = average_pool.backward([[[[2.0, 4.0]]]], saved).x
    np.testing.assert_array_equal(dx, [[[[3.0, 3.0]]]])


@pytest.mark.parametrize("case", range(20))
def test_where_padding_does_not_count_a_flat_picture_stays_flat(case):
    given = {**draw(case), "count_padding": False}
    y, saved = average_pool.forward(**{**given, "x": np.full_like(given["x"], 2.5)})
    np.testing.assert_allclose(y, 2.5, atol=1e-12)
    dy = np.random.default_rng(case).normal(size=y.shape)
    dx = average_pool.backward(dy, saved).x
    np.testing.assert_allclose(dx.sum(axis=(2, 3)), dy.sum(axis=(2, 3)), atol=1e-12)


def test_what_hangs_over_the_end_does_not_count():
    y, _ = average_pool.forward([[[[1.0, 3.0, 7.0]]]], kernel=(1, 2))
    np.testing.assert_array_equal(y, [[[[2.0]]]])
    y, saved = average_pool.forward([[[[1.0, 3.0, 7.0]]]], kernel=(1, 2), ceil_mode=True)
    np.testing.assert_array_equal(y, [[[[2.0, 7.0]]]])
    dx = average_pool.backward([[[[2.0, 2.0]]]], saved).x
    np.testing.assert_array_equal(dx, [[[[1, 1, 2]]]])


def test_a_window_larger_than_the_picture_is_refused_with_both_sizes():
    with pytest.raises(ValueError, match=r"kernel must fit in the padded picture, 2 x 5; got 3 x"):
        average_pool.forward(np.ones((1, 1, 2, 5)), kernel=3)
