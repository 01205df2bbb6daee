import numpy as np
import pytest

from netwright.reference.measures import accepted_at, roc


def test_values_worked_out_by_hand():
    scores, labels = [5.0, 4.0, 3.0, 2.0, 1.0, 0.0], [1, 1, 0, 1, 0, 0]
    assert accepted_at.forward(scores, labels, far=0.0) == (4.0, 2 / 3)
    assert accepted_at.forward(scores, labels, far=0.3) == (4.0, 2 / 3)
    assert accepted_at.forward(scores, labels, far=0.34) == (2.0, 1.0)


def test_where_a_zero_is_best_nothing_is_accepted():
    assert accepted_at.forward([2.0, 1.0], [0, 1], far=0.5) == (np.inf, 0.0)
    assert accepted_at.forward([1.0, 1.0], [0, 1], far=0.5) == (np.inf, 0.0)


@pytest.mark.parametrize("case", range(20))
def test_more_false_ones_never_cost_true_ones(case):
    given = roc.example(np.random.default_rng(case))
    found = [accepted_at.forward(**given, far=far) for far in (0.0, 0.2, 0.5, 0.9)]
    assert sorted(tar for _, tar in found) == [tar for _, tar in found]
    for (threshold, tar), far in zip(found, (0.0, 0.2, 0.5, 0.9), strict=True):
        accepted = given["scores"] >= threshold
        assert accepted[given["labels"] == 1].mean() == tar
        assert accepted[given["labels"] == 0].mean() <= far


def test_the_rate_is_a_share():
    words = r"far must be a share from 0 up to, not at, 1; got 1"
    with pytest.raises(ValueError, match=words):
        accepted_at.forward([1.0, 2.0], [0, 1], far=1)
