import numpy as np
import pytest

from netwright.reference.measures import share_error


def test_values_worked_out_by_hand():
    assert share_error.forward(right=0, rows=1) == pytest.approx(np.sqrt(2 / 5 * 3 / 5 / 5))
    assert share_error.forward(right=40, rows=40) == pytest.approx(np.sqrt(42 / 44 * 2 / 44 / 44))


@pytest.mark.parametrize("case", range(10))
def test_right_and_wrong_are_alike(case):
    given = share_error.example(np.random.default_rng(case))
    wrong = given["rows"] - given["right"]
    assert share_error.forward(right=wrong, rows=given["rows"]) == pytest.approx(
        share_error.forward(**given)
    )


def test_with_many_rows_it_is_the_plain_formula():
    found = share_error.forward(right=300_000, rows=1_000_000)
    assert found == pytest.approx(np.sqrt(0.3 * 0.7 / 1e6), rel=1e-5)


def test_no_more_are_right_than_there_are():
    with pytest.raises(ValueError, match=r"^right must be no more than the rows, 3; got 4"):
        share_error.forward(right=4, rows=3)
    with pytest.raises(ValueError, match=r"^rows must be a whole number, 1 or more; got 0"):
        share_error.forward(right=0, rows=0)
