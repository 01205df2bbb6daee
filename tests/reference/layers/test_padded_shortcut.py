import numpy as np
import pytest

from netwright.reference.layers import convolution, padded_shortcut


def draw(case):
    return padded_shortcut.example(np.random.default_rng(case))


def test_values_worked_out_by_hand():
    x = np.arange(6.0).reshape(1, 1, 2, 3)
    y, saved = padded_shortcut.forward(x, more=1, stride=2)
    np.testing.assert_array_equal(y, [[[[0, 2]], [[0, 0]]]])
    dx = padded_shortcut.backward([[[[7.0, 8.0]], [[9.0, 9.0]]]], saved).x
    np.testing.assert_array_equal(dx, [[[[7, 0, 8], [0, 0, 0]]]])


@pytest.mark.parametrize("case", range(5))
def test_with_nothing_to_do_it_is_the_identity(case):
    x = draw(case)["x"]
    np.testing.assert_array_equal(padded_shortcut.forward(x, more=0)[0], x)


@pytest.mark.parametrize("case", range(10))
def test_it_is_a_convolution_by_a_fixed_kernel(case):
    given = draw(case)
    c, more = given["x"].shape[1], given["more"]
    kernel = np.eye(c + more, c).reshape(c + more, c, 1, 1)
    zeros = np.zeros(c + more)
    expected, _ = convolution.forward(given["x"], kernel, zeros, stride=given["stride"])
    np.testing.assert_array_equal(padded_shortcut.forward(**given)[0], expected)


def test_a_number_of_maps_below_0_is_refused():
    with pytest.raises(ValueError, match="more must be a whole number, 0 or more; got -1"):
        padded_shortcut.forward(np.ones((1, 1, 1, 1)), more=-1)
