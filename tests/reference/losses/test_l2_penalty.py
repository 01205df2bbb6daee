import numpy as np
import pytest

from netwright.reference.losses import l2_penalty


def test_values_worked_out_by_hand():
    penalty, saved = l2_penalty.forward([[1.0, -2.0], [0.0, 3.0]], strength=0.5)
    assert penalty == 3.5  # 14 / 4
    slopes = l2_penalty.backward(2.0, saved).weights
    np.testing.assert_array_equal(slopes, [[1.0, -2.0], [0.0, 3.0]])


@pytest.mark.parametrize("case", range(20))
def test_a_step_along_the_gradient_decays_every_weight_alike(case):
    given = l2_penalty.example(np.random.default_rng(case))
    _, saved = l2_penalty.forward(**given)
    stepped = given["weights"] - 0.1 * l2_penalty.backward(1.0, saved).weights
    np.testing.assert_allclose(stepped, (1 - 0.1 * given["strength"]) * given["weights"])


@pytest.mark.parametrize("case", range(20))
def test_half_the_slope_times_the_weights_is_the_penalty(case):
    given = l2_penalty.example(np.random.default_rng(case))
    penalty, saved = l2_penalty.forward(**given)
    slopes = l2_penalty.backward(1.0, saved).weights
    assert (slopes * given["weights"]).sum() / 2 == pytest.approx(penalty, rel=1e-12)


def test_a_penalty_is_not_a_reward():
    words = r"strength must be a finite number, 0 or more; got -1"
    with pytest.raises(ValueError, match=words):
        l2_penalty.forward(np.ones(2), strength=-1)
