import numpy as np
import pytest

from netwright.reference.layers import affine, members


@pytest.mark.parametrize("case", range(20))
def test_each_member_is_an_affine_layer_of_its_own(case):
    rng = np.random.default_rng(case)
    given = members.example(rng)
    y, saved = members.forward(**given)
    dy = rng.normal(size=y.shape)
    grads = members.backward(dy, saved)
    for m in range(y.shape[1]):
        one, one_saved = affine.forward(given["x"][:, m], given["weight"][m], given["bias"][m, 0])
        np.testing.assert_allclose(y[:, m], one, atol=1e-12)
        alone = affine.backward(dy[:, m], one_saved)
        np.testing.assert_allclose(grads.x[:, m], alone.x, atol=1e-12)
        np.testing.assert_allclose(grads.weight[m], alone.weight, atol=1e-12)
        np.testing.assert_allclose(grads.bias[m, 0], alone.bias, atol=1e-12)


def test_values_worked_out_by_hand():
    x = [[[1.0, 2.0], [1.0, 2.0]]]
    weight = [[[1.0], [1.0]], [[10.0], [0.0]]]
    y, saved = members.forward(x, weight, [[[0.5]], [[0.0]]])
    np.testing.assert_array_equal(y, [[[3.5], [10.0]]])
    grads = members.backward(np.ones((1, 2, 1)), saved)
    np.testing.assert_array_equal(grads.x, [[[1.0, 1.0], [10.0, 0.0]]])


def test_a_weight_for_another_number_of_members_says_both_shapes():
    words = r"weight must have shape \(2, 3, outputs\); got \(4, 3, 1\)"
    with pytest.raises(ValueError, match=words):
        members.forward(np.ones((1, 2, 3)), np.ones((4, 3, 1)), np.ones((4, 1, 1)))
