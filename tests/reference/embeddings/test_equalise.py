import numpy as np
import pytest

from netwright.reference.embeddings import equalise, neutralise


def draw(case):
    return equalise.example(np.random.default_rng(case))


def test_values_worked_out_by_hand():
    a, b = equalise.forward([[8.0, 6.0]], [[0.0, 2.0]], [3.0, 0.0])
    np.testing.assert_allclose(a, [[0.6, 0.8]])  # nu = (0, 0.8), r = 0.6
    np.testing.assert_allclose(b, [[-0.6, 0.8]])


@pytest.mark.parametrize("case", range(20))
def test_a_pair_has_length_1_and_differs_along_the_direction_alone(case):
    given = draw(case)
    a, b = equalise.forward(**given)
    u = given["direction"] / np.linalg.norm(given["direction"])
    np.testing.assert_allclose(np.linalg.norm([a, b], axis=2), 1.0)
    np.testing.assert_allclose(a @ u, -(b @ u), atol=1e-14)
    np.testing.assert_allclose(neutralise.forward(a - b, u), 0.0, atol=1e-14)


def test_words_that_are_almost_one_keep_their_small_difference():
    a, b = equalise.forward([[1e-9, 1.0]], [[-1e-9, 1.0]], [1.0, 0.0])
    np.testing.assert_allclose(a[0, 0], 1e-9, rtol=1e-6)
    np.testing.assert_allclose(b[0, 0], -1e-9, rtol=1e-6)


@pytest.mark.parametrize("case", range(20))
def test_a_neutral_word_is_equally_near_to_both(case):
    given = draw(case)
    a, b = equalise.forward(**given)
    word = np.random.default_rng(case + 1).normal(size=(1, a.shape[1]))
    neutral = neutralise.forward(word, given["direction"])[0]
    np.testing.assert_allclose(a @ neutral, b @ neutral, atol=1e-13)


@pytest.mark.parametrize("case", range(20))
def test_swapping_and_repeating_change_nothing(case):
    given = draw(case)
    a, b = equalise.forward(**given)
    swapped = equalise.forward(given["b"], given["a"], -given["direction"])
    np.testing.assert_allclose(swapped, (b, a), atol=1e-14)
    np.testing.assert_allclose(equalise.forward(a, b, given["direction"]), (a, b), atol=1e-7)


def test_a_pair_must_have_two_sides():
    words = r"a and b must differ along the direction; got equal parts in row 1"
    with pytest.raises(ValueError, match=words):
        equalise.forward([[1.0, 0.0], [0.6, 0.8]], [[0.0, 1.0], [0.6, -0.8]], [1.0, 0.0])


@pytest.mark.parametrize("name", ["a", "b"])
def test_words_must_point_somewhere(name):
    given = {"a": [[1.0, 0.0]], "b": [[0.0, 1.0]], name: [[0.0, 0.0]]}
    with pytest.raises(ValueError, match=rf"{name} must have a length above 0"):
        equalise.forward(**given, direction=[1.0, 0.0])
    with pytest.raises(ValueError, match=r"direction must have a length above 0"):
        equalise.forward([[1.0, 0.0]], [[0.0, 1.0]], [0.0, 0.0])
