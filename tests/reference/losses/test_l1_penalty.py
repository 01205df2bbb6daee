import numpy as np
import pytest

from netwright.reference.losses import l1_penalty


def test_values_worked_out_by_hand():
    penalty, saved = l1_penalty.forward([[1.0, -2.0], [0.0, 3.0]], strength=0.5)
    assert penalty == 3.0
    slopes = l1_penalty.backward(2.0, saved).weights
    np.testing.assert_array_equal(slopes, [[1.0, -1.0], [0.0, 1.0]])


@pytest.mark.parametrize("case", range(20))
def test_layers_add_up_and_a_stretch_stretches(case):
    given = l1_penalty.example(np.random.default_rng(case))
    weights, strength = given["weights"].ravel(), given["strength"]
    parts = [l1_penalty.forward(w, strength=strength)[0] for w in weights]
    penalty, _ = l1_penalty.forward(**given)
    assert penalty == pytest.approx(sum(parts), rel=1e-12)
    assert l1_penalty.forward(-3 * weights, strength=strength)[0] == pytest.approx(3 * penalty)


def test_a_penalty_is_not_a_reward():
    words = r"strength must be a finite number, 0 or more; got -1"
    with pytest.raises(ValueError, match=words):
        l1_penalty.forward(np.ones(2), strength=-1)
