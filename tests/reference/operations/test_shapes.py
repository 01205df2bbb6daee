import numpy as np
import pytest

from netwright.reference.operations import _shapes


@pytest.mark.parametrize("case", range(40))
def test_the_pairs_broadcast_to_the_shape_that_numpy_gives_them(case):
    pair = _shapes.broadcasting_pair(np.random.default_rng(case))
    shape = _shapes.broadcast_shape(**pair)
    assert shape == (pair["a"] + pair["b"]).shape
    for array in pair.values():
        assert _shapes.summed_to(np.ones(shape), array.shape).shape == array.shape


def test_summing_back_counts_how_often_a_number_was_repeated():
    dy = np.ones((2, 3, 4))
    np.testing.assert_array_equal(_shapes.summed_to(dy, (3, 1)), np.full((3, 1), 8.0))
    assert _shapes.summed_to(dy, ()) == 24.0
    same = _shapes.summed_to(dy, dy.shape)
    np.testing.assert_array_equal(same, dy)
    assert not np.shares_memory(same, dy)


def test_repeating_is_along_the_axis_that_is_gone():
    column = _shapes.repeated_to(np.array([1.0, 2.0]), (2, 3), 1)
    np.testing.assert_array_equal(column, [[1, 1, 1], [2, 2, 2]])
    row = _shapes.repeated_to(np.array([1.0, 2.0]), (3, 2), 0)
    np.testing.assert_array_equal(row, [[1, 2], [1, 2], [1, 2]])
    everywhere = _shapes.repeated_to(np.array(5.0), (1, 2), None)
    np.testing.assert_array_equal(everywhere, [[5, 5]])
    everywhere[0, 0] = 6.0  # its own memory, each number once
    assert everywhere[0, 1] == 5.0


@pytest.mark.parametrize("shapes", [((2, 3), (2,)), ((2,), (2, 3)), ((2, 3), (3, 3)), ((2,), (3,))])
def test_shapes_that_do_not_broadcast_are_refused_with_both(shapes):
    a, b = (np.ones(shape) for shape in shapes)
    with pytest.raises(ValueError, match=r"^a and b must have shapes that broadcast; got") as error:
        _shapes.broadcast_shape(a, b)
    assert str(error.value).endswith(f"got {shapes[0]} and {shapes[1]}")


def test_an_axis_is_counted_from_either_end():
    assert [_shapes.checked_axis(axis, 2) for axis in (-2, -1, 0, 1)] == [0, 1, 0, 1]


@pytest.mark.parametrize("axis", [2, -3, 0.5, float("nan")])
def test_an_axis_that_is_not_there_is_refused(axis):
    with pytest.raises(ValueError, match=rf"^axis must be one of -2 to 1; got {axis}$"):
        _shapes.checked_axis(axis, 2)
