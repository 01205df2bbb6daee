import numpy as np
import pytest

from netwright.reference.layers import depthwise_separable_block as block


def draw(case):
    return block.example(np.random.default_rng(case))


def middle(channels):
    kernel = np.zeros((channels, 1, 3, 3))
    kernel[:, 0, 1, 1] = 1.0
    return kernel


def test_values_worked_out_by_hand():
    x = np.array([[[[-5.0, 5.0]], [[3.0, 1.0]]]])  # normed: -1, 1 and 1, -1; ReLU: 0, 1 and 1, 0
    point = np.array([4.0, 2.0]).reshape(1, 2, 1, 1)  # 2 and 4; normed -1 and 1
    y, saved = block.forward(x, middle(2), [1.0, 1.0], [0.0, 0.0], point, [3.0], [1.0], eps=1e-12)
    np.testing.assert_allclose(y, [[[[0.0, 4.0]]]], atol=1e-6)
    grads = block.backward(np.ones((1, 1, 1, 2)), saved)
    np.testing.assert_allclose(grads.point_bias, [1.0])
    np.testing.assert_allclose(grads.point_gain, [1.0], atol=1e-6)


@pytest.mark.parametrize("case", range(20))
def test_channels_in_another_order_with_their_weights_change_nothing(case):
    given = draw(case)
    order = np.random.default_rng(case).permutation(given["x"].shape[1])
    y, _ = block.forward(**given)
    mixed = {name: given[name][order] for name in ("depth_kernel", "depth_gain", "depth_bias")}
    mixed["x"] = given["x"][:, order]
    mixed["point_kernel"] = given["point_kernel"][:, order]
    np.testing.assert_allclose(block.forward(**{**given, **mixed})[0], y, atol=1e-12)


def test_sides_are_rounded_up():
    given = draw(0)
    n, c = given["x"].shape[:2]
    x = np.random.default_rng(0).normal(size=(n, c, 5, 3))
    y, _ = block.forward(**{**given, "x": x, "stride": 2})
    assert y.shape == (n, len(given["point_kernel"]), 3, 2)


def test_a_depthwise_kernel_sees_one_channel():
    given = draw(0)
    c = given["x"].shape[1]
    words = rf"depth_kernel must have shape \({c}, 1, 3, 3\); got \({c}, 2, 3, 3\)"
    with pytest.raises(ValueError, match=words):
        block.forward(**{**given, "depth_kernel": np.ones((c, 2, 3, 3))})
