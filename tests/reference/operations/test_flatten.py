import numpy as np
import pytest

from netwright.reference.operations import flatten


@pytest.mark.parametrize("case", range(10))
def test_every_number_is_at_the_place_of_equation_1(case):
    rng = np.random.default_rng(case)
    n, c, h, w = rng.integers(1, 4, size=4)
    x = rng.normal(size=(n, c, h, w))
    y, _ = flatten.forward(x)
    assert y.shape == (n, c * h * w)
    for (i, j1, j2, j3), number in np.ndenumerate(x):
        assert y[i, (j1 * h + j2) * w + j3] == number


@pytest.mark.parametrize("case", range(10))
def test_back_again_is_the_picture_that_came(case):
    x = flatten.example(np.random.default_rng(case))["x"]
    y, saved = flatten.forward(x)
    np.testing.assert_array_equal(flatten.backward(y, saved).x, x)


def test_rows_stay_rows_in_a_new_array():
    x = np.arange(6.0).reshape(2, 3)
    y, saved = flatten.forward(x)
    np.testing.assert_array_equal(y, x)
    assert not np.shares_memory(y, x)
    assert not np.shares_memory(flatten.backward(y, saved).x, y)


def test_one_number_for_each_example_becomes_a_column():
    np.testing.assert_array_equal(flatten.forward([1.0, 2.0])[0], [[1], [2]])


def test_a_single_number_is_refused():
    with pytest.raises(ValueError, match=r"^x must have shape \(..., d\); got \(\)$"):
        flatten.forward(3.0)
