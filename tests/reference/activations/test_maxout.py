import numpy as np
import pytest

from netwright.reference.activations import maxout, relu


def test_values_worked_out_by_hand():
    y, saved = maxout.forward([[1.0, 3.0, 2.0, -2.0, -5.0, -3.0]], pieces=3)
    np.testing.assert_array_equal(y, [[3, -2]])
    np.testing.assert_array_equal(maxout.backward([[4.0, 5.0]], saved).x, [[0, 4, 0, 5, 0, 0]])


@pytest.mark.parametrize("case", range(20))
def test_permuting_the_pieces_moves_the_gradient_and_nothing_else(case):
    rng = np.random.default_rng(case)
    given = maxout.example(rng)
    x, pieces, place = given["x"], given["pieces"], given["axis"] % given["x"].ndim
    units = x.shape[place] // pieces
    order = np.concatenate([u * pieces + rng.permutation(pieces) for u in range(units)])
    turned = {**given, "x": x.take(order, axis=place)}
    (y, saved), (permuted, saved_permuted) = maxout.forward(**given), maxout.forward(**turned)
    np.testing.assert_array_equal(permuted, y)
    dy = rng.normal(size=y.shape)
    dx = maxout.backward(dy, saved).x
    np.testing.assert_array_equal(maxout.backward(dy, saved_permuted).x, dx.take(order, axis=place))
    assert dx.sum() == pytest.approx(dy.sum())


def test_each_place_of_a_picture_is_a_row_of_its_own():
    x = np.random.default_rng(0).normal(size=(2, 6, 3, 4))
    y, _ = maxout.forward(x)
    rows, _ = maxout.forward(x.transpose(0, 2, 3, 1).reshape(-1, 6))
    np.testing.assert_array_equal(y.transpose(0, 2, 3, 1).reshape(-1, 3), rows)


def test_beside_a_piece_of_0_it_is_relu():
    x = np.array([[-2.0, 3.0], [1.0, -4.0]])
    y, _ = maxout.forward(np.stack([x, np.zeros((2, 2))], axis=2).reshape(2, 4))
    np.testing.assert_array_equal(y, relu.forward(x)[0])


def test_an_affine_layer_of_units_times_pieces_feeds_it():
    """Pieces h and -h of unit 0 make its size; pieces 1 and h - 1 of unit 1 another bend."""
    h = np.array([[-3.0], [0.5], [4.0]])
    weight, bias = np.array([[1.0, -1.0, 0.0, 1.0]]), np.array([0.0, 0.0, 1.0, -1.0])
    y, _ = maxout.forward(h @ weight + bias)
    np.testing.assert_array_equal(y, [[3, 1], [0.5, 1], [4, 3]])


def test_one_piece_is_the_linear_activation():
    x = np.random.default_rng(0).normal(size=(2, 3))
    np.testing.assert_array_equal(maxout.forward(x, pieces=1)[0], x)


def test_of_equal_pieces_the_first_gets_the_gradient():
    _, saved = maxout.forward([[1.0, 1.0]])
    np.testing.assert_array_equal(maxout.backward([[2.0]], saved).x, [[2, 0]])


def test_large_numbers_are_no_trouble():
    np.testing.assert_array_equal(maxout.forward([[-1e3, 1e3]])[0], [[1e3]])


def test_pieces_that_do_not_divide_the_axis_are_refused():
    with pytest.raises(ValueError, match="x must have a multiple of 2 along the axis; got 3"):
        maxout.forward([[1.0, 2.0, 3.0]])
    with pytest.raises(ValueError, match="axis must be one of -2 to 1; got 2"):
        maxout.forward([[1.0, 2.0]], axis=2)
    with pytest.raises(ValueError, match="pieces must be"):
        maxout.forward([[1.0, 2.0]], pieces=0)
