import numpy as np
import pytest

from netwright.reference.layers import affine


def test_values_worked_out_by_hand():
    y, saved = affine.forward([[1.0, 2.0], [0.0, -1.0]], [[3.0], [4.0]], [0.5])
    np.testing.assert_array_equal(y, [[11.5], [-3.5]])
    grads = affine.backward([[1.0], [10.0]], saved)
    np.testing.assert_array_equal(grads.x, [[3.0, 4.0], [30.0, 40.0]])
    np.testing.assert_array_equal(grads.weight, [[1.0], [-8.0]])
    np.testing.assert_array_equal(grads.bias, [11.0])


@pytest.mark.parametrize("case", range(20))
def test_two_affine_layers_in_a_row_are_one(case):
    rng = np.random.default_rng(case)
    given = affine.example(rng)
    hidden, _ = affine.forward(**given)
    weight, bias = rng.normal(size=(hidden.shape[1], 2)), rng.normal(size=2)
    y, _ = affine.forward(hidden, weight, bias)
    at_once, _ = affine.forward(given["x"], given["weight"] @ weight, given["bias"] @ weight + bias)
    np.testing.assert_allclose(y, at_once, atol=1e-12)


def test_a_weight_for_another_number_of_inputs_says_both_shapes():
    with pytest.raises(ValueError, match=r"weight must have shape \(3, outputs\); got \(2, 1\)"):
        affine.forward(np.ones((1, 3)), np.ones((2, 1)), np.ones(1))
