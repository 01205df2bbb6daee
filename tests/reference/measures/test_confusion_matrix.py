import numpy as np
import pytest

from netwright.reference.measures import accuracy, confusion_matrix


def test_values_worked_out_by_hand():
    found = confusion_matrix.forward([0, 0, 2, 2, 2], [0, 2, 2, 2, 0], classes=3)
    assert found.tolist() == [[1, 0, 1], [0, 0, 0], [1, 0, 2]]


@pytest.mark.parametrize("case", range(10))
def test_its_sums_are_the_counts_and_its_trace_the_accuracy(case):
    given = confusion_matrix.example(np.random.default_rng(case))
    labels, answers, k = given["labels"], given["answers"], given["classes"]
    matrix = confusion_matrix.forward(**given)
    assert matrix.sum(axis=1).tolist() == np.bincount(labels, minlength=k).tolist()
    assert matrix.sum(axis=0).tolist() == np.bincount(answers, minlength=k).tolist()
    assert matrix.trace() / len(labels) == pytest.approx(accuracy.forward(labels, answers))
    turned = confusion_matrix.forward(answers, labels, classes=k)
    assert turned.tolist() == matrix.T.tolist()


def test_a_label_of_no_class_is_refused():
    with pytest.raises(ValueError, match=r"^answers must be whole numbers from 0 to 1; got 2"):
        confusion_matrix.forward([0, 1], [0, 2], classes=2)
