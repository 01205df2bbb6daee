import numpy as np
import pytest

from netwright.reference.sequences import gru, rnn


def draw(case):
    return gru.example(np.random.default_rng(case))


def test_values_worked_out_by_hand():
    # logits of the gates: r = 1/(1 + 1/3) = 3/4, z = 1/(1 + 3) = 1/4; the candidate is tanh of
    # 3/4 inner_bias = log 2, so 3/5
    bias = [np.log(3), -np.log(3), 0.0]
    y, _ = gru.forward(
        [[[0.0]]], [[0.2]], np.zeros((1, 3)), np.zeros((1, 3)), bias, [np.log(2) / 0.75]
    )
    np.testing.assert_allclose(y, [[[0.75 * 0.6 + 0.25 * 0.2]]])


def gates(given, reset=0.0, update=0.0):
    units = given["h0"].shape[1]
    bias = given["bias"].copy()
    bias[:units], bias[units : 2 * units] = reset, update
    return {**given, "bias": bias}


@pytest.mark.parametrize("case", range(10))
def test_an_update_gate_that_is_open_keeps_the_state(case):
    given = gates(draw(case), update=1000.0)
    y, _ = gru.forward(**given)
    np.testing.assert_allclose(y, np.broadcast_to(given["h0"][:, None], y.shape), atol=1e-14)


@pytest.mark.parametrize("case", range(10))
def test_with_a_closed_update_and_an_open_reset_gate_it_is_the_plain_network(case):
    given = gates(draw(case), reset=1000.0, update=-1000.0)
    units = given["h0"].shape[1]
    plain, _ = rnn.forward(
        given["x"],
        given["h0"],
        given["w_x"][:, 2 * units :],
        given["w_h"][:, 2 * units :],
        given["bias"][2 * units :] + given["inner_bias"],
    )
    np.testing.assert_allclose(gru.forward(**given)[0], plain, atol=1e-13)


@pytest.mark.parametrize("case", range(10))
def test_a_closed_reset_gate_hides_the_state_and_the_inner_bias_from_the_candidate(case):
    given = gates(draw(case), reset=-1000.0, update=-1000.0)
    y, _ = gru.forward(**given)
    units = given["h0"].shape[1]
    candidate = given["x"] @ given["w_x"][:, 2 * units :] + given["bias"][2 * units :]
    np.testing.assert_allclose(y, np.tanh(candidate), atol=1e-13)


def test_the_weights_of_two_gates_are_not_enough():
    given = draw(0) | {"x": np.ones((1, 2, 3)), "h0": np.ones((1, 2)), "w_x": np.ones((3, 4))}
    with pytest.raises(ValueError, match=r"w_x must have shape \(3, 6\); got \(3, 4\)"):
        gru.forward(**given)
