import numpy as np
import pytest

from netwright.reference.operations import repeat


def test_every_network_gets_the_same_rows_and_their_slopes_add_up():
    x = np.array([[1.0, -2.0], [3.0, 4.0]])
    y, saved = repeat.forward(x, times=3)
    assert y.shape == (2, 3, 2)
    assert all((y[:, m] == x).all() for m in range(3))
    np.testing.assert_array_equal(repeat.backward(np.ones_like(y), saved).x, np.full((2, 2), 3.0))


def test_times_must_be_1_or_more():
    with pytest.raises(ValueError, match="times must be a whole number, 1 or more; got 0"):
        repeat.forward(np.ones((1, 1)), times=0)
