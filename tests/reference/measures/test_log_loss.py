import numpy as np
import pytest

from netwright.reference.measures import log_loss


def test_values_worked_out_by_hand():
    logits = np.log([[1.0, 3.0], [1.0, 1.0]])
    assert log_loss.forward(logits, [0, 1]) == pytest.approx(np.log(8) / 2)  # 1/4 and 1/2
    assert log_loss.forward([[0.0, 1000.0]], [0]) == 1000.0
    assert log_loss.forward([[0.0, 1000.0]], [1]) == 0.0


def test_the_true_shares_cost_least():
    labels = np.array([0, 0, 0, 1])
    costs = [
        log_loss.forward(np.tile(np.log([p, 1 - p]), (4, 1)), labels) for p in (0.6, 0.75, 0.9)
    ]
    assert min(costs) == costs[1]


def test_a_label_of_no_class_is_refused():
    with pytest.raises(ValueError, match=r"^labels must be whole numbers from 0 to 1; got 2"):
        log_loss.forward(np.zeros((1, 2)), [2])
