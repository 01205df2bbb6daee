import numpy as np
import pytest

from netwright.reference.operations import concatenate


def test_values_worked_out_by_hand():
    y, saved = concatenate.forward([[1.0, 2.0], [3.0, 4.0]], [[5.0], [6.0]])
    np.testing.assert_array_equal(y, [[1, 2, 5], [3, 4, 6]])
    grads = concatenate.backward(np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]), saved)
    np.testing.assert_array_equal(grads.a, [[1, 2], [4, 5]])
    np.testing.assert_array_equal(grads.b, [[3], [6]])


def test_channels_of_pictures_are_joined_along_axis_1():
    a, b = np.full((2, 3, 4, 4), 1.0), np.full((2, 5, 4, 4), 2.0)
    y, _ = concatenate.forward(a, b, axis=1)
    assert y.shape == (2, 8, 4, 4)
    np.testing.assert_array_equal(y[:, :3], a)
    np.testing.assert_array_equal(y[:, 3:], b)


@pytest.mark.parametrize("case", range(20))
def test_what_is_joined_comes_apart_again(case):
    given = concatenate.example(np.random.default_rng(case))
    y, saved = concatenate.forward(**given)
    parts = concatenate.backward(y, saved)
    np.testing.assert_array_equal(parts.a, given["a"])
    np.testing.assert_array_equal(parts.b, given["b"])
    assert not np.shares_memory(parts.a, y)


def test_arrays_that_differ_elsewhere_are_refused_with_both_shapes():
    with pytest.raises(ValueError, match=r"^b must have shape \(2, q, 4\); got \(2, 3, 5\)$"):
        concatenate.forward(np.ones((2, 3, 4)), np.ones((2, 3, 5)), axis=1)
    with pytest.raises(ValueError, match=r"^b must have shape \(2, q\); got \(2,\)$"):
        concatenate.forward(np.ones((2, 3)), np.ones(2))


def test_an_axis_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match=r"^axis must be one of -1 to 0; got 1$"):
        concatenate.forward(np.ones(2), np.ones(3), axis=1)


def test_a_single_number_is_refused():
    with pytest.raises(ValueError, match=r"^a must have shape \(..., p\); got \(\)$"):
        concatenate.forward(1.0, np.ones(3))
