import numpy as np
import pytest

from netwright.reference.optimisers import muon


def draw(case):
    return {**muon.example(np.random.default_rng(case)), "decay": 0.0, "eps": 1e-9}


def step(given):
    """How far the weights move, in units of the rate."""
    weights, _ = muon.forward(**given)
    return (given["weights"] - weights) / given["rate"]


@pytest.mark.parametrize("case", range(5))
def test_a_longer_gradient_moves_the_weights_no_further(case):
    given = {**draw(case), "momentum": 0 * draw(case)["momentum"]}
    longer = {**given, "gradient": 1000 * given["gradient"]}
    np.testing.assert_allclose(step(longer), step(given), atol=1e-5)


@pytest.mark.parametrize("case", range(5))
def test_directions_of_a_matrix_move_alike(case):
    rng = np.random.default_rng(case)
    gradient = rng.normal(size=(5, 3)) @ np.diag([10.0, 1.0, 0.3])
    zero = np.zeros_like(gradient)
    values = np.linalg.svd(
        muon.forward(zero, gradient, zero, rate=1.0)[0], compute_uv=False
    ) / np.sqrt(5 / 3)
    assert values.min() > 0.6
    assert values.max() < 1.25


@pytest.mark.parametrize("case", range(5))
def test_turning_the_gradient_turns_the_step(case):
    rng = np.random.default_rng(case)
    gradient = rng.normal(size=(4, 4))
    turn, _ = np.linalg.qr(rng.normal(size=(4, 4)))
    zero = np.zeros((4, 4))
    plain = muon.forward(zero, gradient, zero, rate=1.0)[0]
    turned = muon.forward(zero, turn @ gradient, zero, rate=1.0)[0]
    np.testing.assert_allclose(turned, turn @ plain, atol=1e-9)


def test_values_worked_out_by_hand():
    one = np.ones((1, 1))
    s = 1 / (1 + 1e-7)
    for _ in range(5):
        s = 3.4445 * s - 4.7750 * s**3 + 2.0315 * s**5
    weights, momentum = muon.forward(2 * one, one, 0 * one, rate=0.5, mu=0.0, decay=0.5)
    np.testing.assert_allclose(weights, [[2 * 0.75 - 0.5 * s]])
    np.testing.assert_array_equal(momentum, one)


def test_the_momentum_is_that_of_nesterov():
    given = {**draw(1), "mu": 0.5}
    _, momentum = muon.forward(**given)
    np.testing.assert_allclose(momentum, 0.5 * given["momentum"] + given["gradient"])
    ahead = given["gradient"] + 0.5 * momentum
    alone = {**given, "gradient": ahead, "momentum": 0 * ahead, "mu": 0.0}
    np.testing.assert_allclose(step(given), step(alone), atol=1e-9)


def test_what_is_no_matrix_and_settings_out_of_range_are_refused():
    three = np.ones((2, 2, 2))
    with pytest.raises(ValueError, match=r"weights must have shape \(outputs, inputs\); got"):
        muon.forward(three, three, three, rate=0.1)
    for name, value, words in [
        ("rate", 0.0, "rate must be a finite number above 0"),
        ("mu", 1.0, "mu must be a share from 0 up to, not at, 1"),
        ("decay", -1.0, "decay must be a finite number, 0 or more"),
        ("eps", 0.0, "eps must be a finite number above 0"),
    ]:
        with pytest.raises(ValueError, match=words):
            muon.forward(**{**draw(0), name: value})
