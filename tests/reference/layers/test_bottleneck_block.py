import numpy as np
import pytest

from netwright.reference.activations import relu
from netwright.reference.layers import bottleneck_block as block


def draw(case):
    return block.example(np.random.default_rng(case))


def test_values_worked_out_by_hand():
    x = np.array([[[[-5.0, 5.0]]]])  # normed: -1, 1; ReLU: 0, 1
    dot, middle = np.ones((1, 1, 1, 1)), np.zeros((1, 1, 3, 3))
    middle[0, 0, 1, 1] = 1.0  # each place itself: normed and bent 0, 1 again, at last -1, 1
    weights = (dot, [1.0], [0.0], middle, [1.0], [0.0], dot, [2.0], [1.0])
    y, saved = block.forward(x, *weights, eps=1e-12)
    np.testing.assert_allclose(y, [[[[0.0, 8.0]]]], atol=1e-6)  # -5 - 2 + 1 and 5 + 2 + 1
    grads = block.backward([[[[1.0, 1.0]]]], saved)
    np.testing.assert_allclose(grads.bias3, [1.0])
    np.testing.assert_allclose(grads.gain3, [1.0], atol=1e-6)


@pytest.mark.parametrize("case", range(10))
def test_a_path_of_gain_and_bias_0_leaves_relu_of_x(case):
    given = draw(case)
    nothing = np.zeros_like(given["gain3"])
    y, saved = block.forward(**{**given, "gain3": nothing, "bias3": nothing})
    expected, bend = relu.forward(given["x"])
    np.testing.assert_array_equal(y, expected)
    dy = np.random.default_rng(case).normal(size=y.shape)
    np.testing.assert_array_equal(block.backward(dy, saved).x, relu.backward(dy, bend).x)


@pytest.mark.parametrize("case", range(10))
def test_inner_channels_in_another_order_change_nothing(case):
    given = draw(case)
    order = np.random.default_rng(case).permutation(len(given["gain1"]))
    names = ("kernel1", "gain1", "bias1")
    mixed = {name: given[name][order] for name in names}
    mixed["kernel2"] = given["kernel2"][:, order]
    y, _ = block.forward(**given)
    np.testing.assert_allclose(block.forward(**{**given, **mixed})[0], y, atol=1e-12)


def test_the_last_kernel_must_lead_back_to_x():
    given = draw(0)
    c, m = given["kernel3"].shape[:2]
    words = rf"kernel3 must have shape \({c}, {m}, 1, 1\); got \({c + 1}, {m}, 1, 1\)"
    with pytest.raises(ValueError, match=words):
        block.forward(**{**given, "kernel3": np.ones((c + 1, m, 1, 1))})
