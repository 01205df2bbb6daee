import numpy as np
import pytest

from netwright.reference.operations import concatenate, pick


def test_values_worked_out_by_hand():
    y, saved = pick.forward([[1.0, 2.0, 3.0]], [2, 0, 2], axis=1)
    np.testing.assert_array_equal(y, [[3, 1, 3]])
    dx = pick.backward([[10.0, 20.0, 30.0]], saved).x
    np.testing.assert_array_equal(dx, [[20, 0, 40]])  # used twice, not used, used once


@pytest.mark.parametrize("case", range(20))
def test_every_number_of_dy_reaches_one_place_of_x(case):
    rng = np.random.default_rng(case)
    y, saved = pick.forward(**pick.example(rng))
    dy = rng.normal(size=y.shape)
    np.testing.assert_allclose(pick.backward(dy, saved).x.sum(), dy.sum(), atol=1e-12)


def test_what_was_joined_is_picked_apart():
    a, b = np.arange(6.0).reshape(2, 3), np.arange(4.0).reshape(2, 2)
    y, _ = concatenate.forward(a, b, axis=1)
    np.testing.assert_array_equal(pick.forward(y, [3, 4])[0], b)


def test_a_place_beyond_the_last_is_refused():
    with pytest.raises(ValueError, match="places must be whole numbers from 0 to 1; got 2"):
        pick.forward(np.ones((1, 2)), [0, 2])
    with pytest.raises(ValueError, match="axis must be one of -2 to 1; got 2"):
        pick.forward(np.ones((1, 2)), [0], axis=2)
