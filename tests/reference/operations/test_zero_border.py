import numpy as np
import pytest

from netwright.reference.operations import zero_border


def draw(case):
    return zero_border.example(np.random.default_rng(case))


def test_values_worked_out_by_hand():
    x = [[[[1.0, 2.0], [3.0, 4.0]]]]
    y, saved = zero_border.forward(x, rows=(-1, 1), columns=(0, 1))
    np.testing.assert_array_equal(y, [[[[3, 4, 0], [0, 0, 0]]]])
    dx = zero_border.backward([[[[5.0, 6.0, 7.0], [8.0, 9.0, 10.0]]]], saved).x
    np.testing.assert_array_equal(dx, [[[[0, 0], [5, 6]]]])


@pytest.mark.parametrize("case", range(10))
def test_a_border_that_is_put_on_is_cut_off_again(case):
    x = draw(case)["x"]
    rows, columns = np.random.default_rng(case).integers(0, 4, size=(2, 2)).tolist()
    y, _ = zero_border.forward(x, rows=tuple(rows), columns=tuple(columns))
    back = {"rows": (-rows[0], -rows[1]), "columns": (-columns[0], -columns[1])}
    np.testing.assert_array_equal(zero_border.forward(y, **back)[0], x)
    np.testing.assert_allclose(y.sum(), x.sum(), atol=1e-12)


@pytest.mark.parametrize("rows", [(-2, 0), (-1, -1), (3, -2)])
def test_a_border_that_leaves_nothing_is_refused(rows):
    with pytest.raises(ValueError, match=r"rows must leave some of the 2 of x; got \("):
        zero_border.forward(np.ones((1, 1, 2, 3)), rows=rows, columns=(0, 0))


@pytest.mark.parametrize("columns", [1, (1,), (1, 2, 3), (0.5, 1)])
def test_a_border_is_two_whole_numbers(columns):
    with pytest.raises(ValueError, match="columns must be two whole numbers, one for each side; g"):
        zero_border.forward(np.ones((1, 1, 2, 3)), rows=(0, 0), columns=columns)
