import numpy as np
import pytest

from netwright.reference.initialisers import zero


def test_all_weights_are_zero():
    weights = zero.forward(2, 3)
    assert weights.shape == (2, 3)
    assert not weights.any()


def test_equal_units_stay_equal():
    x, y = np.array([[1.0, 2.0]]), 3.0
    first, second = zero.forward(2, 4), zero.forward(4, 1) + 0.5  # even with a gradient
    for _ in range(5):
        hidden = np.tanh(x @ first)
        wrong = hidden @ second - y
        slope = x.T @ (wrong @ second.T * (1 - hidden**2))
        second, first = second - 0.1 * hidden.T @ wrong, first - 0.1 * slope
    assert first.any()
    assert (first == first[:, :1]).all()


def test_sizes_are_whole_numbers():
    with pytest.raises(ValueError, match="inputs must be a whole number, 1 or more; got 0"):
        zero.forward(0, 1)
