import numpy as np
import pytest

from netwright.reference.layers import average_pool, subsampling


def draw(case):
    return subsampling.example(np.random.default_rng(case))


def test_values_worked_out_by_hand():
    x = np.array([[[[1.0, 2.0, 9.0], [3.0, 4.0, 9.0]]]])
    y, saved = subsampling.forward(x, [[[2.0]]], [[[5.0]]])
    np.testing.assert_array_equal(y, [[[[25.0]]]])
    grads = subsampling.backward([[[[3.0]]]], saved)
    np.testing.assert_array_equal(grads.x, [[[[6, 6, 0], [6, 6, 0]]]])
    np.testing.assert_array_equal(grads.coefficient, [[[30.0]]])
    np.testing.assert_array_equal(grads.bias, [[[3.0]]])


@pytest.mark.parametrize("case", range(10))
def test_a_quarter_makes_it_the_average_pool(case):
    given = draw(case)
    shape = given["bias"].shape
    y, _ = subsampling.forward(given["x"], np.full(shape, 0.25), np.zeros(shape))
    expected, _ = average_pool.forward(given["x"], kernel=2)
    np.testing.assert_allclose(y, expected, atol=1e-14)


def test_a_picture_of_one_row_is_refused_with_both_sizes():
    with pytest.raises(ValueError, match=r"kernel must fit in the padded picture, 1 x 5; got 2 x"):
        subsampling.forward(np.ones((1, 1, 1, 5)), np.ones((1, 1, 1)), np.ones((1, 1, 1)))
