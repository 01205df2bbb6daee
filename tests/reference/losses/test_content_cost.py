import numpy as np
import pytest

from netwright.reference.losses import content_cost


def test_values_worked_out_by_hand():
    generated = np.array([[[1.0, 2.0]], [[3.0, 4.0]]])  # two maps of 1 by 2
    cost, saved = content_cost.forward(generated, np.array([[[1.0, 0.0]], [[3.0, 0.0]]]))
    assert cost == (4 + 16) / (4 * 4)
    slopes = content_cost.backward(4.0, saved).generated
    np.testing.assert_array_equal(slopes, [[[0.0, 1.0]], [[0.0, 2.0]]])


@pytest.mark.parametrize("case", range(20))
def test_the_place_of_a_feature_matters_and_its_name_does_not(case):
    rng = np.random.default_rng(case)
    generated, content = rng.normal(size=(2, 3, 2, 4))
    cost, _ = content_cost.forward(generated, content)
    order = rng.permutation(3)
    renamed, _ = content_cost.forward(generated[order], content[order])
    assert renamed == pytest.approx(cost, rel=1e-12)
    mirrored, _ = content_cost.forward(generated[:, :, ::-1], content)
    assert mirrored != pytest.approx(cost, rel=1e-6)


def test_a_larger_layer_of_the_same_features_costs_the_same():
    rng = np.random.default_rng(0)
    generated, content = rng.normal(size=(2, 3, 2, 4))
    cost, _ = content_cost.forward(generated, content)
    larger, _ = content_cost.forward(np.tile(generated, (2, 3, 1)), np.tile(content, (2, 3, 1)))
    assert larger == pytest.approx(cost, rel=1e-12)
