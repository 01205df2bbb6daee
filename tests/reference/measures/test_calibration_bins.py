import numpy as np
import pytest

from netwright.reference.measures import accuracy, calibration_bins


def test_values_worked_out_by_hand():
    logits = np.log([[1.0, 3.0], [3.0, 1.0], [1.0, 1.0], [1.0, 99.0]])
    low, middle, high = calibration_bins.forward(logits, [1, 1, 0, 1], bins=5)
    assert low == pytest.approx((0.5, 1.0, 1))  # tied: the first class is the answer
    assert middle == pytest.approx((0.75, 0.5, 2))
    assert high == pytest.approx((0.99, 1.0, 1))


def test_a_confidence_of_1_is_in_the_last_bin_and_one_on_an_edge_in_the_upper():
    logits = np.array([[0.0, 1000.0], [0.0, 0.0]])
    assert calibration_bins.forward(logits, [1, 1], bins=2) == [(0.75, 0.5, 2)]


@pytest.mark.parametrize("case", range(10))
def test_the_bins_hold_all_rows_and_all_right_answers(case):
    given = calibration_bins.example(np.random.default_rng(case))
    table = calibration_bins.forward(**given)
    n = len(given["labels"])
    assert sum(rows for _, _, rows in table) == n
    right = sum(share * rows for _, share, rows in table) / n
    answers = given["logits"].argmax(axis=1)
    assert right == pytest.approx(accuracy.forward(given["labels"], answers))


def test_bins_are_counted():
    with pytest.raises(ValueError, match=r"^bins must be a whole number, 1 or more; got 0"):
        calibration_bins.forward(np.zeros((1, 2)), [0], bins=0)
