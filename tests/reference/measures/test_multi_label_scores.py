import numpy as np
import pytest

from netwright.reference.measures import multi_label_scores


def test_values_worked_out_by_hand():
    logits = np.array([[2.0, -1.0, -1.0], [1.0, 1.0, -3.0]])
    labels = np.array([[1, 0, 1], [1, 1, 0]])
    found = multi_label_scores.forward(logits, labels)
    assert found["exact_match"] == 0.5
    assert found["label_accuracy"] == pytest.approx(5 / 6)
    assert found["precision"] == found["recall"] == found["f1"] == pytest.approx(2 / 3)
    assert found["micro_f1"] == pytest.approx(6 / 7)


def test_none_of_the_labels_is_right_mostly_and_worth_nothing():
    labels = np.zeros((10, 4), dtype=np.int64)
    labels[0, 0] = 1
    found = multi_label_scores.forward(np.full((10, 4), -1.0), labels)
    assert found["label_accuracy"] == pytest.approx(39 / 40)
    assert found["f1"] == found["micro_f1"] == 0.0


def test_a_half_and_half_answer_costs_log_2():
    found = multi_label_scores.forward(np.zeros((2, 2)), np.array([[1, 0], [0, 1]]))
    assert found["log_loss"] == pytest.approx(np.log(2))
