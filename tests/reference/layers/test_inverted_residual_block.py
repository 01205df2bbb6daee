import numpy as np
import pytest

from netwright.reference.layers import inverted_residual_block as block


def draw(case):
    return block.example(np.random.default_rng(case))


def test_values_worked_out_by_hand():
    x = np.array([[[[-5.0, 5.0]]]])  # normed: -1, 1; times 9: cut to 0, 6
    dot, middle = np.ones((1, 1, 1, 1)), np.zeros((1, 1, 3, 3))
    middle[0, 0, 1, 1] = 1.0  # each place itself: normed -1, 1; bent 0, 1; at last -1, 1
    weights = (dot, [9.0], [0.0], middle, [1.0], [0.0], dot, [2.0], [1.0])
    y, saved = block.forward(x, *weights, eps=1e-12)
    np.testing.assert_allclose(y, [[[[-6.0, 8.0]]]], atol=1e-6)  # not bent
    grads = block.backward([[[[1.0, 0.0]]]], saved)
    np.testing.assert_allclose(grads.project_bias, [1.0])
    np.testing.assert_allclose(grads.project_gain, [-1.0], atol=1e-6)
    np.testing.assert_allclose(grads.expand_gain, [0.0], atol=1e-6)  # both are cut off


def test_the_examples_meet_both_kinks_and_both_forms_of_4():
    saved = [block.forward(**draw(case))[1] for case in range(40)]
    assert {one.adds for one in saved} == {True, False}
    given = [draw(case) for case in range(40)]
    tops = [np.abs(g["expand_gain"]).max() + g["expand_bias"].max() for g in given]
    assert max(tops) > 6
    blocked = [not one.depth_bend.passes.all() for one in saved]
    assert any(blocked)
    assert not all(blocked)


@pytest.mark.parametrize("case", range(20))
def test_only_what_has_the_shape_of_x_is_added_to(case):
    given = draw(case)
    nothing = np.zeros_like(given["project_gain"])
    y, saved = block.forward(**{**given, "project_gain": nothing, "project_bias": nothing})
    same = given["stride"] == 1 and len(nothing) == given["x"].shape[1]
    assert saved.adds is same
    np.testing.assert_array_equal(y, given["x"] if same else np.zeros_like(y))


@pytest.mark.parametrize("case", range(10))
def test_wide_channels_in_another_order_change_nothing(case):
    given = draw(case)
    order = np.random.default_rng(case).permutation(len(given["depth_gain"]))
    wide = [name for name in given if name.startswith(("expand", "depth"))]
    mixed = {name: given[name][order] for name in wide}
    mixed["project_kernel"] = given["project_kernel"][:, order]
    y, _ = block.forward(**given)
    np.testing.assert_allclose(block.forward(**{**given, **mixed})[0], y, atol=1e-12)


def test_a_depthwise_kernel_sees_one_channel():
    given = draw(0)
    e = len(given["depth_kernel"])
    words = rf"depth_kernel must have shape \({e}, 1, 3, 3\); got \({e}, 2, 3, 3\)"
    with pytest.raises(ValueError, match=words):
        block.forward(**{**given, "depth_kernel": np.ones((e, 2, 3, 3))})
