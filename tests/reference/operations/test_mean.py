import numpy as np
import pytest

from netwright.reference.operations import mean, total

TABLE = [[1.0, 2.0, 3.0], [4.0, 5.0, 9.0]]


@pytest.mark.parametrize(
    ("axis", "wanted"), [(None, 4), (0, [2.5, 3.5, 6]), (1, [2, 6]), (-1, [2, 6])]
)
def test_values_worked_out_by_hand(axis, wanted):
    np.testing.assert_array_equal(mean.forward(TABLE, axis=axis)[0], wanted)


def test_the_gradient_is_shared_out_evenly():
    _, saved = mean.forward(TABLE, axis=1)
    np.testing.assert_array_equal(mean.backward([3.0, 6.0], saved).x, [[1] * 3, [2] * 3])
    _, saved = mean.forward(TABLE)
    np.testing.assert_array_equal(mean.backward(6.0, saved).x, np.ones((2, 3)))


@pytest.mark.parametrize("case", range(20))
def test_it_is_the_total_over_how_many_there_are(case):
    given = mean.example(np.random.default_rng(case))
    y, saved = mean.forward(**given)
    summed, saved_of_total = total.forward(**given)
    m = given["x"].size // y.size
    np.testing.assert_allclose(y * m, summed, atol=1e-12)
    dy = np.random.default_rng(1).normal(size=y.shape)
    by_total = total.backward(dy, saved_of_total).x / m
    np.testing.assert_allclose(mean.backward(dy, saved).x, by_total, atol=1e-15)


def test_shifting_all_numbers_shifts_the_mean():
    y, _ = mean.forward(TABLE, axis=0)
    shifted, _ = mean.forward(np.add(TABLE, 3.0), axis=0)
    np.testing.assert_allclose(shifted, y + 3.0, atol=1e-12)


def test_an_axis_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match=r"^axis must be one of -2 to 1; got -3$"):
        mean.forward(TABLE, axis=-3)


def test_a_single_number_is_refused():
    with pytest.raises(ValueError, match=r"^x must have shape \(..., d\); got \(\)$"):
        mean.forward(3.0)
