import numpy as np
import pytest

from netwright.reference.layers import convolution, transposed_convolution


def draw(case):
    return transposed_convolution.example(np.random.default_rng(case))


@pytest.mark.parametrize("case", range(20))
def test_it_is_the_gradient_of_convolution(case):
    given = {**draw(case)}
    given["bias"] = np.zeros_like(given["bias"])
    y, _ = transposed_convolution.forward(**given)
    settings = {"stride": given["stride"], "padding": given["padding"]}
    rng = np.random.default_rng(case)
    z = rng.normal(size=y.shape)
    nothing = np.zeros(len(given["kernel"]))
    _, saved = convolution.forward(z, given["kernel"], nothing, **settings)
    np.testing.assert_allclose(convolution.backward(given["x"], saved).x, y, atol=1e-12)


def test_values_worked_out_by_hand():
    x, kernel = [[[[1.0, 10.0]]]], [[[[1.0, 2.0, 3.0]]]]
    y, saved = transposed_convolution.forward(x, kernel, [0.5], stride=(1, 2))
    np.testing.assert_array_equal(y, [[[[1.5, 2.5, 13.5, 20.5, 30.5]]]])  # 3 + 10 in the middle
    grads = transposed_convolution.backward([[[[1.0, 0.0, 0.0, 0.0, 1.0]]]], saved)
    np.testing.assert_array_equal(grads.x, [[[[1.0, 3.0]]]])
    np.testing.assert_array_equal(grads.kernel, [[[[1.0, 0.0, 10.0]]]])
    np.testing.assert_array_equal(grads.bias, [2.0])


def test_padding_cuts_off_and_output_padding_adds_at_the_end():
    x, kernel = [[[[1.0, 10.0]]]], [[[[1.0, 2.0, 3.0]]]]
    settings = {"stride": (1, 2), "padding": (0, 1)}
    y, _ = transposed_convolution.forward(x, kernel, [0.0], **settings)
    np.testing.assert_array_equal(y, [[[[2.0, 13.0, 20.0]]]])
    y, _ = transposed_convolution.forward(x, kernel, [0.0], **settings, output_padding=(0, 1))
    np.testing.assert_array_equal(y, [[[[2.0, 13.0, 20.0, 30.0]]]])


def test_output_padding_must_be_below_the_stride():
    words = r"output_padding must be below the stride, \(2, 1\); got \(1, 1\)"
    with pytest.raises(ValueError, match=words):
        transposed_convolution.forward(
            np.ones((1, 1, 2, 2)), np.ones((1, 1, 2, 2)), [0.0], stride=(2, 1), output_padding=1
        )


def test_padding_that_cuts_everything_off_is_refused():
    words = r"padding must leave something of y; got \(1, 2\), which leaves \(2, -1\)"
    with pytest.raises(ValueError, match=words):
        transposed_convolution.forward(
            np.ones((1, 1, 2, 1)), np.ones((1, 1, 3, 3)), [0.0], padding=(1, 2)
        )
