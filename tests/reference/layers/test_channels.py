import numpy as np
import pytest

from netwright.reference.layers._channels import by_channel, several, variances


def test_rows_have_one_place_and_pictures_one_for_each_pixel():
    assert by_channel("x", np.ones((5, 3)), 3).shape == (5, 3, 1)
    picture = np.arange(12.0).reshape(1, 3, 2, 2)
    np.testing.assert_array_equal(by_channel("x", picture, 3)[0, 1], [4.0, 5.0, 6.0, 7.0])


@pytest.mark.parametrize("shape", [(3,), (5, 2), (5, 3, 2), (5, 2, 3, 3), (5, 3, 2, 2, 2)])
def test_other_shapes_are_refused_with_both_that_are_allowed(shape):
    with pytest.raises(ValueError, match=r"x must have shape \(n, 3\) or \(n, 3, h, w\); got \("):
        by_channel("x", np.ones(shape), 3)


def test_a_channel_needs_two_values_whether_rows_or_pixels():
    assert several("x", by_channel("x", np.ones((2, 3)), 3)) == 2
    assert several("x", by_channel("x", np.ones((1, 3, 2, 1)), 3)) == 2
    with pytest.raises(ValueError, match=r"x must have two values or more in each channel; got 1"):
        several("x", by_channel("x", np.ones((1, 3, 1, 1)), 3))


def test_variances_are_0_or_more():
    np.testing.assert_array_equal(variances("variance", [0.0, 2.0], 2), [0.0, 2.0])
    with pytest.raises(ValueError, match=r"^variance must be 0 or more everywhere; got -1\.0"):
        variances("variance", [1.0, -1.0], 2)
