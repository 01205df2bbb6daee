import numpy as np
import pytest

from netwright.reference.layers import affine, convolution


def draw(case):
    return convolution.example(np.random.default_rng(case))


def test_values_worked_out_by_hand():
    x = np.arange(9.0).reshape(1, 1, 3, 3)
    y, saved = convolution.forward(x, [[[[1.0, 0.0], [0.0, 10.0]]]], [0.5])
    np.testing.assert_array_equal(y[0, 0], [[40.5, 51.5], [73.5, 84.5]])  # 0 + 10 * 4, ...
    grads = convolution.backward(np.ones((1, 1, 2, 2)), saved)
    np.testing.assert_array_equal(grads.kernel[0, 0], [[8.0, 12.0], [20.0, 24.0]])
    np.testing.assert_array_equal(grads.x[0, 0], [[1, 1, 0], [1, 11, 10], [0, 10, 10]])
    np.testing.assert_array_equal(grads.bias, [4.0])


def test_stride_padding_and_dilation_worked_out_by_hand():
    x = [[[[1.0, 2.0, 4.0, 8.0, 16.0]]]]
    kernel = [[[[1.0, 1.0]]]]
    settings = {"stride": (1, 2), "padding": (0, 1), "dilation": (1, 3)}
    y, _ = convolution.forward(x, kernel, [0.0], **settings)
    np.testing.assert_array_equal(y, [[[[4.0, 18.0]]]])  # 0 + 4, 2 + 16


@pytest.mark.parametrize("case", range(20))
def test_each_group_is_a_convolution_of_its_own(case):
    given = draw(case)
    groups = given.pop("groups")
    y, _ = convolution.forward(**given, groups=groups)
    parts = zip(
        np.split(given.pop("x"), groups, axis=1),
        np.split(given.pop("kernel"), groups),
        np.split(given.pop("bias"), groups),
        strict=True,
    )
    alone = [convolution.forward(*part, **given)[0] for part in parts]
    np.testing.assert_allclose(y, np.concatenate(alone, axis=1), atol=1e-12)


@pytest.mark.parametrize("case", range(20))
def test_moving_x_by_a_stride_moves_y_by_one(case):
    given = {**draw(case), "padding": 0}
    rows, columns = given["stride"]
    y, _ = convolution.forward(**given)
    x = np.pad(given["x"], ((0, 0), (0, 0), (rows, 0), (columns, 0)))
    moved, _ = convolution.forward(**{**given, "x": x})
    np.testing.assert_allclose(moved[:, :, 1:, 1:], y, atol=1e-12)


def test_a_kernel_as_large_as_the_picture_is_an_affine_layer():
    rng = np.random.default_rng(0)
    x, kernel = rng.normal(size=(3, 2, 4, 5)), rng.normal(size=(6, 2, 4, 5))
    bias = rng.normal(size=6)
    y, _ = convolution.forward(x, kernel, bias)
    rows, _ = affine.forward(x.reshape(3, -1), kernel.reshape(6, -1).T, bias)
    np.testing.assert_allclose(y[:, :, 0, 0], rows, atol=1e-12)


def test_a_kernel_larger_than_the_padded_picture_is_refused_with_both_sizes():
    words = r"kernel must fit in the padded picture, 4 x 5; got 5 x 5"
    with pytest.raises(ValueError, match=words):
        convolution.forward(np.ones((1, 1, 2, 3)), np.ones((1, 1, 5, 5)), np.ones(1), padding=1)


def test_groups_are_1_or_more():
    with pytest.raises(ValueError, match=r"^groups must be a whole number, 1 or more; got 0"):
        convolution.forward(np.ones((1, 1, 2, 2)), np.ones((1, 1, 1, 1)), np.ones(1), groups=0)


def test_groups_must_divide_the_channels_on_both_sides():
    x, bias = np.ones((1, 4, 2, 2)), np.ones(3)
    with pytest.raises(ValueError, match=r"groups must divide the 4 channels of x; got 3"):
        convolution.forward(x, np.ones((3, 1, 1, 1)), bias, groups=3)
    with pytest.raises(ValueError, match=r"groups must divide the 3 channels of y; got 2"):
        convolution.forward(x, np.ones((3, 2, 1, 1)), bias, groups=2)


def test_a_kernel_for_other_channels_says_both_shapes():
    words = r"kernel must have shape \(o, 2, kh, kw\); got \(1, 3, 1, 1\)"
    with pytest.raises(ValueError, match=words):
        convolution.forward(np.ones((1, 2, 2, 2)), np.ones((1, 3, 1, 1)), np.ones(1))
