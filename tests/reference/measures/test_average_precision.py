import numpy as np
import pytest

from netwright.reference.measures import average_precision


def test_values_worked_out_by_hand():
    assert average_precision.forward([3.0, 2.0, 1.0], [0, 1, 1]) == pytest.approx(
        (1 / 2 + 2 / 3) / 2
    )
    assert average_precision.forward([1.0, 1.0, 1.0, 1.0], [1, 0, 0, 0]) == 0.25  # tied: the share
    assert average_precision.forward([2.0, 1.0], [1, 1]) == 1.0
    assert average_precision.forward([0.3], [1]) == 1.0


@pytest.mark.parametrize("case", range(10))
def test_without_ties_it_is_the_mean_precision_at_the_ones(case):
    rng = np.random.default_rng(case)
    scores, labels = rng.permutation(9) * 1.0, np.array([1, *rng.integers(0, 2, 8)])
    ranked = labels[np.argsort(-scores)]
    precisions = [ranked[: k + 1].mean() for k in range(9) if ranked[k]]
    assert average_precision.forward(scores, labels) == pytest.approx(np.mean(precisions))


def test_a_one_must_be_there_to_find():
    with pytest.raises(ValueError, match=r"^labels must hold a 1 at least; got only 0"):
        average_precision.forward([1.0, 2.0], [0, 0])
