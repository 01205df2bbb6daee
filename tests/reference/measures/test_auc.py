import numpy as np
import pytest

from netwright.reference.measures import auc, roc


def test_values_worked_out_by_hand():
    assert auc.forward([3.0, 1.0, 2.0], [1, 1, 0]) == 0.5
    assert auc.forward([2.0, 2.0, 1.0], [1, 0, 0]) == 0.75
    assert auc.forward([1.0, 1.0, 1.0], [1, 0, 0]) == 0.5
    assert auc.forward([2.0, 1.0], [1, 0]) == 1.0


@pytest.mark.parametrize("case", range(20))
def test_it_is_the_area_below_the_curve_and_turns_with_the_labels(case):
    given = auc.example(np.random.default_rng(case))
    _, fpr, tpr = roc.forward(**given)
    area = auc.forward(**given)
    assert area == pytest.approx(np.trapezoid(tpr, fpr))
    assert auc.forward(given["scores"], 1 - given["labels"]) == pytest.approx(1 - area)
    assert auc.forward(-given["scores"], given["labels"]) == pytest.approx(1 - area)
