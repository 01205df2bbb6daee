import numpy as np
import pytest

from netwright.reference.sequences import lstm


def draw(case):
    return lstm.example(np.random.default_rng(case))


def gates(given, wanted):
    """The gates set by their biases alone, the candidate left as it is."""
    units = given["h0"].shape[1]
    bias, w_x, w_h = given["bias"].copy(), given["w_x"].copy(), given["w_h"].copy()
    for place, value in wanted.items():
        part = slice(place * units, (place + 1) * units)
        bias[part], w_x[:, part], w_h[:, part] = value, 0.0, 0.0
    return {**given, "bias": bias, "w_x": w_x, "w_h": w_h}


def test_values_worked_out_by_hand():
    # i = 3/4, f = 1/4, g = tanh(log 2) = 3/5, o = 1/2; c = 1/4 c0 + 9/20
    bias = [np.log(3), -np.log(3), np.log(2), 0.0]
    y, saved = lstm.forward([[[0.0]]], [[0.0]], [[0.2]], np.zeros((1, 4)), np.zeros((1, 4)), bias)
    np.testing.assert_allclose(saved.cells[0, :, 0], [0.2, 0.5])
    np.testing.assert_allclose(y, [[[0.5 * np.tanh(0.5)]]])
    grads = lstm.backward(np.ones((1, 1, 1)), saved)
    np.testing.assert_allclose(grads.c0, [[0.5 * (1 - np.tanh(0.5) ** 2) * 0.25]])
    np.testing.assert_allclose(grads.bias[3], np.tanh(0.5) * 0.25)


@pytest.mark.parametrize("case", range(10))
def test_with_nothing_put_in_and_nothing_forgotten_the_cell_stays(case):
    given = gates(draw(case), {0: -1000.0, 1: 1000.0, 3: 1000.0})
    y, saved = lstm.forward(**given)
    kept = np.broadcast_to(given["c0"][:, None], y.shape)
    np.testing.assert_allclose(saved.cells[:, 1:], kept, atol=1e-14)
    np.testing.assert_allclose(y, np.tanh(kept), atol=1e-14)


@pytest.mark.parametrize("case", range(10))
def test_where_nothing_is_forgotten_no_gradient_is_lost_on_the_way(case):
    given = gates(draw(case), {0: -1000.0, 1: 1000.0, 3: 1000.0})
    given["x"] = np.repeat(given["x"], 5, axis=1)
    y, saved = lstm.forward(**given)
    dy = np.zeros_like(y)
    dy[:, -1] = 1.0
    dc0 = lstm.backward(dy, saved).c0
    np.testing.assert_allclose(dc0, 1 - np.tanh(given["c0"]) ** 2, atol=1e-13)


@pytest.mark.parametrize("case", range(10))
def test_one_pass_is_two_passes_with_state_and_cell_handed_on(case):
    given = draw(case)
    twice = np.concatenate([given["x"], given["x"][:, ::-1]], axis=1)
    whole, _ = lstm.forward(**{**given, "x": twice})
    first, saved = lstm.forward(**given)
    handed = {"h0": first[:, -1], "c0": saved.cells[:, -1]}
    second, _ = lstm.forward(**{**given, "x": given["x"][:, ::-1], **handed})
    np.testing.assert_allclose(whole, np.concatenate([first, second], axis=1), atol=1e-14)


def test_the_cell_is_as_wide_as_the_state():
    given = draw(0) | {"x": np.ones((2, 1, 1)), "h0": np.ones((2, 3)), "c0": np.ones((2, 4))}
    with pytest.raises(ValueError, match=r"c0 must have shape \(2, 3\); got \(2, 4\)"):
        lstm.forward(**given)
