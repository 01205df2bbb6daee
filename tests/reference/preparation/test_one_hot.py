import numpy as np
import pytest

from netwright.reference.preparation import one_hot


def test_values_worked_out_by_hand():
    found = one_hot.forward([1, 0, 1], classes=3)
    np.testing.assert_array_equal(found, [[0, 1, 0], [1, 0, 0], [0, 1, 0]])


def test_rows_sum_to_one_and_columns_to_the_counts():
    labels = np.random.default_rng(0).integers(0, 5, size=40)
    found = one_hot.forward(labels, classes=6)
    assert (found.sum(axis=1) == 1).all()
    np.testing.assert_array_equal(found.sum(axis=0), np.bincount(labels, minlength=6))
    np.testing.assert_array_equal(found.argmax(axis=1), labels)


def test_a_label_that_is_no_class_is_refused():
    with pytest.raises(ValueError, match="labels must be whole numbers from 0 to 2; got 3"):
        one_hot.forward([0, 3], classes=3)
