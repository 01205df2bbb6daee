import numpy as np
import pytest

from netwright.reference.measures import accuracy, calibration_error


def test_values_worked_out_by_hand():
    sure = np.log([[1.0, 3.0]] * 4)
    assert calibration_error.forward(sure, [1, 1, 1, 0]) == pytest.approx(0.0, abs=1e-15)
    assert calibration_error.forward(sure, [0, 0, 0, 0]) == pytest.approx(0.75)
    both = np.concatenate([sure, np.zeros((4, 2))])  # 0.5 beside an accuracy of 1
    assert calibration_error.forward(both, [1, 1, 1, 0, 0, 0, 0, 0]) == pytest.approx(0.25)


@pytest.mark.parametrize("case", range(10))
def test_one_bin_compares_the_means_and_more_bins_find_more(case):
    given = calibration_error.example(np.random.default_rng(case))
    logits, labels = given["logits"], given["labels"]
    powers = np.exp(logits)
    confidence = (powers.max(axis=1) / powers.sum(axis=1)).mean()
    one = calibration_error.forward(logits, labels, bins=1)
    right = accuracy.forward(labels, logits.argmax(axis=1))
    assert one == pytest.approx(abs(right - confidence))
    five, fifteen = (calibration_error.forward(logits, labels, bins=b) for b in (5, 15))
    assert one - 1e-12 <= five <= fifteen + 1e-12  # bins that are split never cancel more
