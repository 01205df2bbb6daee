import numpy as np
import pytest

from netwright.reference.losses import several_targets


def _given(seed=0, **changed):
    return {**several_targets.example(np.random.default_rng(seed)), **changed}


@pytest.mark.parametrize("case", range(10))
def test_weights_count_only_beside_each_other(case):
    given = _given(case)
    loss, _ = several_targets.forward(**given)
    scaled, _ = several_targets.forward(**{**given, "weights": 7 * given["weights"]})
    assert scaled == pytest.approx(loss, rel=1e-12)


def test_the_loss_is_linear_in_the_shares():
    given = _given(1, known=np.ones_like(_given(1)["known"]))
    parts = [
        several_targets.forward(**{**given, "weights": np.where(np.arange(3) == i, 1.0, 1e-12)})[0]
        for i in range(3)
    ]
    weights = given["weights"]
    loss, _ = several_targets.forward(**given)
    assert loss == pytest.approx(weights @ parts / weights.sum(), rel=1e-9)


def test_what_nobody_has_costs_nothing_and_moves_nothing():
    given = _given(2)
    known = np.zeros_like(given["known"])
    loss, saved = several_targets.forward(**{**given, "known": known})
    grads = several_targets.backward(1.0, saved)
    assert loss == 0.0
    for slope in (grads.logits, grads.predicted, grads.tag_logits):
        np.testing.assert_array_equal(slope, 0.0)


def test_a_weight_is_above_0():
    with pytest.raises(ValueError, match=r"weights must be above 0; got 0\.0"):
        several_targets.forward(**_given(0, weights=np.array([1.0, 0.0, 2.0])))
