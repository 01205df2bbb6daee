import numpy as np
import pytest

from netwright.reference.operations import total

TABLE = [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]


@pytest.mark.parametrize(
    ("axis", "wanted"), [(None, 21), (0, [5, 7, 9]), (1, [6, 15]), (-1, [6, 15])]
)
def test_values_worked_out_by_hand(axis, wanted):
    np.testing.assert_array_equal(total.forward(TABLE, axis=axis)[0], wanted)


def test_the_gradient_of_a_sum_goes_to_all_that_were_summed():
    _, saved = total.forward(TABLE, axis=0)
    np.testing.assert_array_equal(total.backward([1.0, 2.0, 3.0], saved).x, [[1, 2, 3]] * 2)
    _, saved = total.forward(TABLE)
    np.testing.assert_array_equal(total.backward(2.0, saved).x, np.full((2, 3), 2.0))


@pytest.mark.parametrize("case", range(20))
def test_sums_along_any_axis_have_the_same_sum(case):
    x = total.example(np.random.default_rng(case))["x"]
    whole, _ = total.forward(x)
    for axis in range(x.ndim):
        part, _ = total.forward(x, axis=axis)
        np.testing.assert_allclose(part.sum(), whole, atol=1e-12)


def test_an_axis_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match=r"^axis must be one of -2 to 1; got 2$"):
        total.forward(TABLE, axis=2)


def test_a_single_number_is_refused():
    with pytest.raises(ValueError, match=r"^x must have shape \(..., d\); got \(\)$"):
        total.forward(3.0)
