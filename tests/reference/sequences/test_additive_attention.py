import numpy as np
import pytest

from netwright.reference.sequences import additive_attention


def draw(case):
    return additive_attention.example(np.random.default_rng(case))


def test_values_worked_out_by_hand():
    # tanh(log 2) = 3/5 and tanh(0) = 0; v = log(3) / 0.6 makes the scores log 3 and 0
    y, saved = additive_attention.forward(
        query=[[1.0]],
        keys=[[[0.0], [1.0]]],
        values=[[[4.0], [8.0]]],
        w_query=[[np.log(2)]],
        w_key=[[-np.log(2)]],
        v=[np.log(3) / 0.6],
    )
    np.testing.assert_allclose(saved.weights, [[0.75, 0.25]])
    np.testing.assert_allclose(y, [[5.0]])
    grads = additive_attention.backward(np.array([[1.0]]), saved)
    np.testing.assert_allclose(grads.values, [[[0.75], [0.25]]])
    np.testing.assert_allclose(grads.v, [0.75 * (4.0 - 5.0) * 0.6])


@pytest.mark.parametrize("case", range(10))
def test_the_order_of_the_steps_does_not_matter(case):
    given = draw(case)
    order = np.random.default_rng(case).permutation(given["keys"].shape[1])
    moved = {"keys": given["keys"][:, order], "values": given["values"][:, order]}
    y, saved = additive_attention.forward(**given)
    z, moved_saved = additive_attention.forward(**{**given, **moved})
    np.testing.assert_allclose(z, y, atol=1e-14)
    np.testing.assert_allclose(moved_saved.weights, saved.weights[:, order], atol=1e-14)


@pytest.mark.parametrize("case", range(10))
def test_the_attention_sums_to_one_so_shifted_values_shift_the_context(case):
    given = draw(case)
    y, saved = additive_attention.forward(**given)
    assert (saved.weights >= 0).all()
    np.testing.assert_allclose(saved.weights.sum(axis=1), 1.0, atol=1e-14)
    shifted, _ = additive_attention.forward(**{**given, "values": given["values"] + 3.0})
    np.testing.assert_allclose(shifted, y + 3.0, atol=1e-13)


def test_without_v_it_is_the_mean():
    given = draw(3)
    y, _ = additive_attention.forward(**{**given, "v": 0 * given["v"]})
    np.testing.assert_allclose(y, given["values"].mean(axis=1), atol=1e-14)


def test_values_for_other_steps_than_the_keys_say_both_shapes():
    given = draw(0) | {"query": np.ones((1, 1)), "keys": np.ones((1, 2, 1))}
    words = r"values must have shape \(1, 2, m\); got \(1, 3, 1\)"
    with pytest.raises(ValueError, match=words):
        additive_attention.forward(**{**given, "values": np.ones((1, 3, 1))})
