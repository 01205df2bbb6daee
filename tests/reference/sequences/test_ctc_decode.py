import numpy as np
import pytest

from netwright.reference.sequences import ctc_decode


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ([1, 1, 0, 1, 2], [1, 1, 2]),
        ([2, 2, 2], [2]),
        ([0, 3, 0, 0, 3, 0], [3, 3]),
        ([0, 0], []),
        ([1], [1]),
        ([2, 1, 1, 2], [2, 1, 2]),
    ],
)
def test_equal_neighbours_are_one_and_blanks_go(path, wanted):
    labels = ctc_decode.forward(5.0 * np.eye(4)[path])
    assert labels.tolist() == wanted
    assert labels.dtype.kind == "i"


def test_of_equal_numbers_the_first_class_is_taken():
    assert ctc_decode.forward([[0.0, 0.0], [-1.0, 2.0]]).tolist() == [1]


@pytest.mark.parametrize("case", range(20))
def test_holding_every_step_longer_changes_nothing_nor_does_a_shift(case):
    logits = ctc_decode.example(np.random.default_rng(case))["logits"]
    labels = ctc_decode.forward(logits)
    np.testing.assert_array_equal(ctc_decode.forward(np.repeat(logits, 3, axis=0)), labels)
    np.testing.assert_array_equal(ctc_decode.forward(3.0 * logits + 7.0), labels)
