import numpy as np
import pytest

from netwright.reference.embeddings import cosine_similarity


def draw(case):
    return cosine_similarity.example(np.random.default_rng(case))


def test_values_worked_out_by_hand():
    a = np.array([[3.0, 4.0], [2.0, 0.0], [1.0, 1.0]])
    b = np.array([[4.0, 3.0], [0.0, 5.0], [-2.0, -2.0]])
    y, saved = cosine_similarity.forward(a, b)
    np.testing.assert_allclose(y, [24 / 25, 0.0, -1.0])
    grads = cosine_similarity.backward(np.ones(3), saved)
    np.testing.assert_allclose(grads.a[1:], [[0.0, 0.5], [0.0, 0.0]], atol=1e-15)


@pytest.mark.parametrize("case", range(20))
def test_lengths_do_not_matter_so_gradients_are_at_right_angles(case):
    given = draw(case)
    y, saved = cosine_similarity.forward(**given)
    longer, _ = cosine_similarity.forward(3.0 * given["a"], 0.1 * given["b"])
    np.testing.assert_allclose(longer, y, atol=1e-14)
    assert (np.abs(y) <= 1 + 1e-15).all()
    grads = cosine_similarity.backward(np.ones_like(y), saved)
    np.testing.assert_allclose((grads.a * given["a"]).sum(axis=1), 0.0, atol=1e-14)
    np.testing.assert_allclose((grads.b * given["b"]).sum(axis=1), 0.0, atol=1e-14)


@pytest.mark.parametrize("case", range(20))
def test_a_vector_is_like_itself_and_swapping_changes_nothing(case):
    given = draw(case)
    y, _ = cosine_similarity.forward(**given)
    np.testing.assert_allclose(cosine_similarity.forward(given["b"], given["a"])[0], y, atol=1e-15)
    np.testing.assert_allclose(cosine_similarity.forward(given["a"], given["a"])[0], 1.0)


@pytest.mark.parametrize("name", ["a", "b"])
def test_a_row_of_zeros_has_no_direction(name):
    given = {"a": np.ones((2, 3)), "b": np.ones((2, 3)), name: np.array([[1.0, 0, 0], [0, 0, 0]])}
    words = rf"{name} must have a length above 0 to point anywhere; got zeros at \(1,\)"
    with pytest.raises(ValueError, match=words):
        cosine_similarity.forward(**given)
