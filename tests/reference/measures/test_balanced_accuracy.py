import numpy as np
import pytest

from netwright.reference.measures import accuracy, balanced_accuracy


def test_values_worked_out_by_hand():
    assert balanced_accuracy.forward([0, 0, 0, 0, 7], [0, 0, 0, 1, 7]) == 0.875
    assert balanced_accuracy.forward([2, 2], [2, 0]) == 0.5


def test_one_answer_for_all_comes_to_one_class_in_three():
    assert balanced_accuracy.forward([0] * 9 + [1, 2], [0] * 11) == pytest.approx(1 / 3)


@pytest.mark.parametrize("case", range(10))
def test_with_classes_of_one_size_it_is_the_accuracy(case):
    labels, answers = np.repeat([0, 1, 2], 4), np.random.default_rng(case).integers(0, 3, 12)
    wanted = accuracy.forward(labels, answers)
    assert balanced_accuracy.forward(labels, answers) == pytest.approx(wanted)
