import numpy as np
import pytest

from netwright.reference.embeddings import glove


def draw(case):
    return glove.example(np.random.default_rng(case))


def test_values_worked_out_by_hand():
    words, contexts = np.array([[2.0]]), np.array([[3.0], [1.0]])
    counts = np.array([[1.0, np.e**2]])
    given = {"word_biases": [1.0], "context_biases": [0.0, -2.0], "counts": counts}
    cost, saved = glove.forward(words, contexts, **given, x_max=4.0, alpha=0.5)
    assert cost == pytest.approx(0.5 * 7**2 + 1.0 * (2 + 1 - 2 - 2) ** 2)
    grads = glove.backward(1.0, saved)  # S = 7, -2
    np.testing.assert_allclose(grads.words, [[7 * 3 - 2 * 1]])
    np.testing.assert_allclose(grads.contexts, [[14.0], [-4.0]])
    np.testing.assert_allclose(grads.word_biases, [5.0])
    np.testing.assert_allclose(grads.context_biases, [7.0, -2.0])


@pytest.mark.parametrize("case", range(20))
def test_words_and_neighbours_may_swap_their_parts(case):
    given = draw(case)
    cost, _ = glove.forward(**given)
    swapped = {
        **given,
        "words": given["contexts"],
        "contexts": given["words"],
        "word_biases": given["context_biases"],
        "context_biases": given["word_biases"],
        "counts": given["counts"].T,
    }
    assert glove.forward(**swapped)[0] == pytest.approx(cost, rel=1e-12)


@pytest.mark.parametrize("case", range(20))
def test_counts_that_are_met_exactly_cost_nothing(case):
    given = draw(case)
    outer = given["word_biases"][:, np.newaxis] + given["context_biases"]
    met = np.exp(given["words"] @ given["contexts"].T + outer)
    cost, saved = glove.forward(**{**given, "counts": met})
    assert cost == pytest.approx(0.0, abs=1e-25)
    np.testing.assert_allclose(glove.backward(1.0, saved).words, 0.0, atol=1e-12)


def test_pairs_never_seen_teach_nothing():
    given = draw(0)
    cost, saved = glove.forward(**{**given, "counts": np.zeros_like(given["counts"])})
    assert cost == 0.0
    grads = glove.backward(1.0, saved)
    assert not grads.words.any()
    assert not grads.context_biases.any()


def test_a_count_is_not_negative():
    given = draw(0)
    words = r"counts must have no number below 0; got -1.0"
    with pytest.raises(ValueError, match=words):
        glove.forward(**{**given, "counts": given["counts"] * 0 - 1})


@pytest.mark.parametrize("name", ["x_max", "alpha"])
def test_settings_are_above_zero(name):
    with pytest.raises(ValueError, match=rf"{name} must be a finite number above 0; got 0"):
        glove.forward(**{**draw(0), name: 0})
