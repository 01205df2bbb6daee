import numpy as np
import pytest

from netwright.reference.measures import mean_iou


def test_values_worked_out_by_hand():
    labels, answers = [[[0, 0], [1, 2]]], [[[0, 1], [1, 0]]]
    # class 0: 1 of {3 pixels}; class 1: 1 of 2; class 2: 0 of 1; class 3 nowhere
    assert mean_iou.forward(labels, answers, classes=4) == pytest.approx((1 / 3 + 1 / 2) / 3)
    assert mean_iou.forward(labels, labels, classes=4) == 1.0


@pytest.mark.parametrize("case", range(10))
def test_labels_and_answers_may_be_swapped_and_pixels_moved(case):
    rng = np.random.default_rng(case)
    given = mean_iou.example(rng)
    labels, answers, k = given["labels"], given["answers"], given["classes"]
    found = mean_iou.forward(**given)
    assert mean_iou.forward(answers, labels, classes=k) == pytest.approx(found)
    order = rng.permutation(labels.size)
    moved = [array.ravel()[order].reshape(labels.shape) for array in (labels, answers)]
    assert mean_iou.forward(*moved, classes=k) == pytest.approx(found)
