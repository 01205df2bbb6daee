import numpy as np
import pytest

from netwright.reference.measures import roc


def test_values_worked_out_by_hand():
    thresholds, fpr, tpr = roc.forward([5.0, 4.0, 4.0, 1.0], [1, 1, 0, 0])
    assert thresholds.tolist() == [np.inf, 5, 4, 1]
    assert fpr.tolist() == [0, 0, 0.5, 1]
    assert tpr.tolist() == [0, 0.5, 1, 1]


@pytest.mark.parametrize("case", range(10))
def test_it_climbs_from_corner_to_corner_and_knows_only_the_order(case):
    given = roc.example(np.random.default_rng(case))
    _, fpr, tpr = roc.forward(**given)
    for rates in (fpr, tpr):
        assert (rates[0], rates[-1]) == (0, 1)
        assert (np.diff(rates) >= 0).all()
    _, *same = roc.forward(np.exp(given["scores"]), given["labels"])
    assert [rates.tolist() for rates in same] == [fpr.tolist(), tpr.tolist()]


def test_both_labels_must_occur():
    with pytest.raises(ValueError, match=r"^labels must hold both 0 and 1; got only 1"):
        roc.forward([1.0, 2.0], [1, 1])
