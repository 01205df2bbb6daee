import numpy as np
import pytest

from netwright.reference.sequences import bidirectional, rnn


def draw(case):
    return bidirectional.example(np.random.default_rng(case))


@pytest.mark.parametrize("case", range(10))
def test_the_first_half_is_the_plain_network(case):
    given = draw(case)
    y, _ = bidirectional.forward(**given)
    names = ("h0", "w_x", "w_h", "bias")
    forth, _ = rnn.forward(given["x"], *(given[f"forth_{name}"] for name in names))
    np.testing.assert_array_equal(y[:, :, : forth.shape[2]], forth)


@pytest.mark.parametrize("case", range(10))
def test_turning_the_sequence_and_swapping_the_networks_turns_the_answer(case):
    given = draw(case)
    y, _ = bidirectional.forward(**given)
    swap = {"forth": "back", "back": "forth"}
    turned = {"x": given["x"][:, ::-1]}
    for name in given:
        if name != "x":
            direction, part = name.split("_", 1)
            turned[f"{swap[direction]}_{part}"] = given[name]
    z, _ = bidirectional.forward(**turned)
    f = given["forth_h0"].shape[1]
    swapped = np.concatenate([z[:, ::-1, -f:], z[:, ::-1, :-f]], axis=2)
    np.testing.assert_allclose(swapped, y, atol=1e-14)


def test_every_answer_depends_on_every_step():
    rng = np.random.default_rng(0)
    given = draw(0) | {"x": rng.normal(size=(1, 4, 2))}
    for way in ("forth", "back"):
        given |= {f"{way}_h0": np.zeros((1, 3)), f"{way}_bias": np.zeros(3)}
        given |= {f"{way}_w_x": rng.normal(size=(2, 3)), f"{way}_w_h": rng.normal(size=(3, 3))}
    y, saved = bidirectional.forward(**given)
    for step in range(4):
        dy = np.zeros_like(y)
        dy[:, step] = 1.0
        assert (bidirectional.backward(dy, saved).x != 0).all()


def test_a_weight_of_the_way_back_is_named():
    given = draw(0) | {"x": np.ones((1, 2, 3)), "forth_h0": np.ones((1, 1))}
    given |= {"forth_w_x": np.ones((3, 1)), "forth_w_h": np.ones((1, 1)), "forth_bias": np.ones(1)}
    given |= {"back_h0": np.ones((1, 2)), "back_w_x": np.ones((3, 5))}
    with pytest.raises(ValueError, match=r"back_w_x must have shape \(3, 2\); got \(3, 5\)"):
        bidirectional.forward(**given)
