import numpy as np
import pytest

from netwright.reference.measures import ndcg


def test_values_worked_out_by_hand():
    # places 1, 2, 3 are worth 1, 1 / log2(3), 1 / 2
    second = 1 / np.log2(3)
    scores, gains = [[3.0, 2.0, 1.0]], [[1.0, 2.0, 0.0]]
    assert ndcg.forward(scores, gains) == pytest.approx((1 + 2 * second) / (2 + second))
    assert ndcg.forward(scores, gains, top=1) == pytest.approx(1 / 2)
    tied = ndcg.forward([[1.0, 1.0, 0.0]], [[1.0, 0.0, 0.0]])
    assert tied == pytest.approx((1 + second) / 2)
    two = ndcg.forward([[2.0, 1.0], [2.0, 1.0]], [[1.0, 0.0], [0.0, 0.0]])
    assert two == 0.5  # a list without gain counts as 0


@pytest.mark.parametrize("case", range(20))
def test_the_order_of_gains_is_the_best_and_only_orders_count(case):
    given = ndcg.example(np.random.default_rng(case))
    found = ndcg.forward(**given)
    best = ndcg.forward(**{**given, "scores": given["gains"]})
    assert best == pytest.approx((given["gains"].max(axis=1) > 0).mean())
    assert 0 <= found <= best + 1e-12
    assert ndcg.forward(**{**given, "scores": np.exp(given["scores"])}) == pytest.approx(found)
    assert ndcg.forward(**{**given, "gains": 3 * given["gains"]}) == pytest.approx(found)


def test_a_gain_is_no_loss():
    with pytest.raises(ValueError, match=r"^gains must not be negative, 0 or more each; got -1"):
        ndcg.forward([[1.0, 2.0]], [[1.0, -1.0]])
    with pytest.raises(ValueError, match=r"^top must be a whole number, 1 or more; got 0"):
        ndcg.forward([[1.0, 2.0]], [[1.0, 1.0]], top=0)
