import numpy as np
import pytest

from netwright.reference.sequences import rnn


def draw(case):
    return rnn.example(np.random.default_rng(case))


def test_values_worked_out_by_hand():
    # tanh(log 2) = 3/5 and tanh(log 3) = 4/5: step 1 adds log 2 by x, step 2 log 3 by the state
    w_h = np.log(3) / 0.6
    y, saved = rnn.forward([[[1.0], [0.0]]], [[0.0]], [[np.log(2)]], [[w_h]], [0.0])
    np.testing.assert_allclose(y, [[[0.6], [0.8]]])
    grads = rnn.backward(np.array([[[0.0], [1.0]]]), saved)
    da_2 = 1 - 0.8**2
    da_1 = da_2 * w_h * (1 - 0.6**2)
    np.testing.assert_allclose(grads.bias, [da_1 + da_2])
    np.testing.assert_allclose(grads.w_h, [[0.6 * da_2]])
    np.testing.assert_allclose(grads.w_x, [[da_1]])
    np.testing.assert_allclose(grads.h0, [[da_1 * w_h]])


@pytest.mark.parametrize("case", range(10))
def test_one_pass_is_two_passes_with_the_state_handed_on(case):
    given = draw(case)
    twice = np.concatenate([given["x"], given["x"][:, ::-1]], axis=1)
    whole, _ = rnn.forward(**{**given, "x": twice})
    first, _ = rnn.forward(**given)
    second, _ = rnn.forward(**{**given, "x": given["x"][:, ::-1], "h0": first[:, -1]})
    np.testing.assert_allclose(whole, np.concatenate([first, second], axis=1), atol=1e-14)


@pytest.mark.parametrize("case", range(10))
def test_no_step_looks_ahead(case):
    given = draw(case)
    x = np.concatenate([given["x"], given["x"]], axis=1)
    y, saved = rnn.forward(**{**given, "x": x})
    steps = given["x"].shape[1]
    np.testing.assert_array_equal(y[:, :steps], rnn.forward(**given)[0])
    dy = np.zeros_like(y)
    dy[:, :steps] = 1.0
    np.testing.assert_array_equal(rnn.backward(dy, saved).x[:, steps:], 0.0)


def test_one_step_is_a_layer_with_tanh():
    given = draw(0)
    given["x"] = given["x"][:, :1]
    y, _ = rnn.forward(**given)
    layer = np.tanh(
        np.concatenate([given["x"][:, 0], given["h0"]], axis=1)
        @ np.concatenate([given["w_x"], given["w_h"]])
        + given["bias"]
    )
    np.testing.assert_allclose(y[:, 0], layer, atol=1e-14)


def test_a_gradient_of_many_steps_vanishes_with_a_small_weight():
    x, zero = np.zeros((1, 30, 1)), np.zeros((1, 1))
    y, saved = rnn.forward(x, zero, zero, 0.5 * np.ones((1, 1)), np.zeros(1))
    dy = np.zeros_like(y)
    dy[:, -1] = 1.0
    np.testing.assert_allclose(rnn.backward(dy, saved).h0, 0.5**30)


def test_a_state_of_another_batch_says_both_shapes():
    given = draw(0) | {"x": np.ones((2, 3, 1)), "h0": np.ones((3, 4))}
    with pytest.raises(ValueError, match=r"h0 must have shape \(2, h\); got \(3, 4\)"):
        rnn.forward(**given)
