import numpy as np
import pytest

from netwright.reference.measures import precision_recall_f1


def test_values_worked_out_by_hand():
    found = precision_recall_f1.forward([0, 0, 0, 1, 1], [0, 0, 1, 1, 0], classes=4)
    assert found["support"].tolist() == [3, 2, 0, 0]
    assert found["precision"].tolist() == pytest.approx([2 / 3, 1 / 2, 0, 0])
    assert found["recall"].tolist() == pytest.approx([2 / 3, 1 / 2, 0, 0])
    assert found["macro_f1"] == pytest.approx((2 / 3 + 1 / 2) / 4)


@pytest.mark.parametrize("case", range(20))
def test_f1_is_the_harmonic_mean_of_the_other_two(case):
    found = precision_recall_f1.forward(**precision_recall_f1.example(np.random.default_rng(case)))
    for precision, recall, f1 in zip(found["precision"], found["recall"], found["f1"], strict=True):
        both = precision + recall
        assert f1 == pytest.approx(2 * precision * recall / both if both else 0.0)


@pytest.mark.parametrize("case", range(10))
def test_answers_for_labels_swap_precision_and_recall(case):
    given = precision_recall_f1.example(np.random.default_rng(case))
    found = precision_recall_f1.forward(**given)
    swapped = precision_recall_f1.forward(
        given["answers"], given["labels"], classes=given["classes"]
    )
    assert swapped["precision"].tolist() == found["recall"].tolist()
    assert swapped["f1"].tolist() == found["f1"].tolist()
