import numpy as np
import pytest

from netwright.reference.layers import residual_block

STILL = np.zeros((1, 1, 3, 3)), np.ones(1), np.zeros(1)


def draw(case):
    return residual_block.example(np.random.default_rng(case))


def test_a_path_that_says_nothing_leaves_the_positive_part_of_x():
    y, saved = residual_block.forward([[[[-1.0, 2.0]]]], *STILL, *STILL)
    np.testing.assert_array_equal(y, [[[[0.0, 2.0]]]])
    dx = residual_block.backward([[[[5.0, 7.0]]]], saved).x
    np.testing.assert_array_equal(dx, [[[[0.0, 7.0]]]])


@pytest.mark.parametrize("case", range(20))
def test_pictures_in_another_order_give_the_same_answers_in_that_order(case):
    given = {**draw(case)}
    given["x"] = np.concatenate([given["x"], given["x"] ** 2, -given["x"]])
    order = np.random.default_rng(case).permutation(len(given["x"]))
    y, _ = residual_block.forward(**given)
    mixed, _ = residual_block.forward(**{**given, "x": given["x"][order]})
    np.testing.assert_allclose(mixed, y[order], atol=1e-12)


def test_the_gradient_of_the_shortcut_does_not_depend_on_the_path():
    given = {**draw(0), "gain2": np.zeros_like(draw(0)["gain2"])}
    y, saved = residual_block.forward(**given)
    dy = np.random.default_rng(0).normal(size=y.shape)
    np.testing.assert_array_equal(residual_block.backward(dy, saved).x, dy * (y > 0))


def test_a_path_to_another_number_of_channels_is_refused():
    wide = np.zeros((2, 1, 3, 3)), np.ones(2), np.zeros(2)
    words = r"kernel1 must have shape \(1, 1, 3, 3\); got \(2, 1, 3, 3\)"
    with pytest.raises(ValueError, match=words):
        residual_block.forward(np.ones((2, 1, 2, 2)), *wide, *STILL)
