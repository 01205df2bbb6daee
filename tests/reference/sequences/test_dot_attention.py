import numpy as np
import pytest

from netwright.reference.sequences import dot_attention


def draw(case):
    return dot_attention.example(np.random.default_rng(case))


def test_values_worked_out_by_hand():
    # d = 4, so scores are halves: 2 log(3) / 2 = log 3 and 0
    y, saved = dot_attention.forward(
        queries=[[[2 * np.log(3), 0.0, 0.0, 0.0]]],
        keys=[[[1.0, 0.0, 0.0, 0.0], [0.0, 1.0, 1.0, 1.0]]],
        values=[[[4.0], [8.0]]],
    )
    np.testing.assert_allclose(saved.weights, [[[0.75, 0.25]]])
    np.testing.assert_allclose(y, [[[5.0]]])
    grads = dot_attention.backward(np.array([[[1.0]]]), saved)
    # halves of 3/4 (4 - 5) times the first key, and of 1/4 (8 - 5) times the second
    np.testing.assert_allclose(grads.queries, [[[-0.375, 0.375, 0.375, 0.375]]])


@pytest.mark.parametrize("case", range(20))
def test_what_is_hidden_changes_nothing_and_gets_no_gradient(case):
    given = draw(case)
    if given["mask"] is None:
        given["mask"] = np.ones_like(dot_attention.forward(**given)[1].weights, dtype=np.int64)
    given["mask"][:, :, 0] = given["mask"].shape[2] == 1  # no query sees the first key
    given["mask"][:, :, -1] = 1
    y, saved = dot_attention.forward(**given)
    if given["mask"].shape[2] == 1:
        np.testing.assert_allclose(y, np.broadcast_to(given["values"], y.shape), atol=1e-14)
        return
    changed = {name: given[name].copy() for name in ("keys", "values")}
    for array in changed.values():
        array[:, 0] = 100.0
    np.testing.assert_allclose(dot_attention.forward(**{**given, **changed})[0], y, atol=1e-12)
    grads = dot_attention.backward(np.ones_like(y), saved)
    np.testing.assert_array_equal(grads.keys[:, 0], 0.0)
    np.testing.assert_array_equal(grads.values[:, 0], 0.0)


def test_with_a_mask_of_the_past_no_query_looks_ahead():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(2, 5, 3))
    mask = np.broadcast_to(np.tril(np.ones((5, 5), dtype=np.int64)), (2, 5, 5))
    y, _ = dot_attention.forward(x, x, x, mask=mask)
    changed = x.copy()
    changed[:, 3:] += 1.0
    z, _ = dot_attention.forward(changed, changed, changed, mask=mask)
    np.testing.assert_array_equal(z[:, :3], y[:, :3])
    assert (z[:, 3:] != y[:, 3:]).all()
    np.testing.assert_allclose(y[:, 0], x[:, 0], atol=1e-14)  # the first sees itself alone


@pytest.mark.parametrize("case", range(10))
def test_a_permutation_of_the_queries_permutes_the_answers(case):
    given = draw(case) | {"mask": None}
    order = np.random.default_rng(case).permutation(given["queries"].shape[1])
    y, _ = dot_attention.forward(**given)
    z, _ = dot_attention.forward(**{**given, "queries": given["queries"][:, order]})
    np.testing.assert_allclose(z, y[:, order], atol=1e-14)


def test_a_query_that_sees_nothing_is_refused():
    one = np.ones((1, 2, 1))
    words = r"mask must show each query at least one key; got none at \(0, 1\)"
    with pytest.raises(ValueError, match=words):
        dot_attention.forward(one, one, one, mask=np.array([[[1, 0], [0, 0]]]))


def test_a_mask_is_of_zeros_and_ones():
    one = np.ones((1, 1, 1))
    with pytest.raises(ValueError, match=r"mask must be whole numbers from 0 to 1; got 2"):
        dot_attention.forward(one, one, one, mask=np.array([[[2]]]))
