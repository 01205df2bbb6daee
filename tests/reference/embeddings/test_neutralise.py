import numpy as np
import pytest

from netwright.reference.embeddings import neutralise


def draw(case):
    return neutralise.example(np.random.default_rng(case))


def test_values_worked_out_by_hand():
    y = neutralise.forward([[2.0, 0.0], [3.0, 3.0]], [1.0, 1.0])
    np.testing.assert_allclose(y, [[1.0, -1.0], [0.0, 0.0]])


@pytest.mark.parametrize("case", range(20))
def test_nothing_is_left_along_the_direction_and_the_rest_stays(case):
    given = draw(case)
    words, direction = given["words"], given["direction"]
    y = neutralise.forward(**given)
    np.testing.assert_allclose(y @ direction, 0.0, atol=1e-13)
    np.testing.assert_allclose(neutralise.forward(y, direction), y, atol=1e-13)
    moved = neutralise.forward(words + np.outer(np.arange(len(words)), direction), direction)
    np.testing.assert_allclose(moved, y, atol=1e-13)
    assert (np.linalg.norm(y, axis=1) <= np.linalg.norm(words, axis=1) + 1e-15).all()


@pytest.mark.parametrize("case", range(20))
def test_the_length_of_the_direction_does_not_matter(case):
    given = draw(case)
    y = neutralise.forward(given["words"], -7.0 * given["direction"])
    np.testing.assert_allclose(y, neutralise.forward(**given), atol=1e-13)


def test_the_direction_must_point_somewhere():
    with pytest.raises(ValueError, match=r"direction must have a length above 0"):
        neutralise.forward(np.ones((1, 2)), np.zeros(2))
