import numpy as np
import pytest

from netwright.reference.losses import binary_cross_entropy


def test_values_worked_out_by_hand():
    odds = np.log([3.0, 3.0])  # 3 to 1 for yes: p = 3/4
    loss, saved = binary_cross_entropy.forward(odds, np.array([1.0, 0.0]))
    assert loss == pytest.approx((np.log(4 / 3) + np.log(4)) / 2)
    grads = binary_cross_entropy.backward(1.0, saved)
    np.testing.assert_allclose(grads.logits, [-1 / 8, 3 / 8])


def test_logits_of_a_thousand_cost_what_they_should():
    logits = np.array([1000.0, -1000.0, 1000.0, -1000.0])
    loss, saved = binary_cross_entropy.forward(logits, np.array([1.0, 0.0, 0.0, 1.0]))
    assert loss == 500.0  # two right for nothing, two wrong for 1000 each
    grads = binary_cross_entropy.backward(1.0, saved)
    np.testing.assert_array_equal(grads.logits, [0.0, 0.0, 0.25, -0.25])


def test_a_sure_and_right_answer_keeps_its_small_loss():
    loss, _ = binary_cross_entropy.forward(np.array([40.0]), np.array([1.0]))
    assert loss == pytest.approx(np.exp(-40.0), rel=1e-12)


@pytest.mark.parametrize("case", range(20))
def test_swapping_yes_and_no_changes_nothing(case):
    given = binary_cross_entropy.example(np.random.default_rng(case))
    loss, _ = binary_cross_entropy.forward(**given)
    swapped, _ = binary_cross_entropy.forward(-given["logits"], 1 - given["targets"])
    assert swapped == pytest.approx(loss, rel=1e-12)


def test_the_best_logits_are_the_log_odds_of_the_targets():
    targets = np.array([0.2, 0.7])
    _, saved = binary_cross_entropy.forward(np.log(targets / (1 - targets)), targets)
    np.testing.assert_allclose(binary_cross_entropy.backward(1.0, saved).logits, 0, atol=1e-16)


@pytest.mark.parametrize("target", [-0.1, 1.5])
def test_a_target_is_a_probability(target):
    words = f"targets must be probabilities from 0 to 1; got {target}"
    with pytest.raises(ValueError, match=words):
        binary_cross_entropy.forward(np.zeros(2), np.array([1.0, target]))
