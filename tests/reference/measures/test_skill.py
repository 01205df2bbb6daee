import numpy as np
import pytest

from netwright.reference.measures import r_squared, skill


def test_of_the_squares_of_one_number_it_is_r_squared():
    rng = np.random.default_rng(0)
    y, p = rng.normal(size=9), rng.normal(size=9)
    one = np.ones((9, 1))
    found = skill.forward(((p - y) ** 2)[:, None], ((y - y.mean()) ** 2)[:, None], one)
    assert found == pytest.approx(r_squared.forward(p, y))


def test_ignoring_the_input_has_none_and_being_right_all():
    given = skill.example(np.random.default_rng(1))
    trivial = given["trivial"]
    assert skill.forward(trivial, trivial, given["known"]) == pytest.approx(0.0)
    assert skill.forward(0 * trivial, trivial, given["known"]) == 1.0


def test_a_target_without_anything_to_gain_counts_as_0():
    trivial = np.array([[2.0, 0.0]])
    assert skill.forward(np.zeros((1, 2)), trivial, np.ones((1, 2))) == 0.5


def test_every_target_is_known_somewhere():
    ones = np.ones((2, 2))
    with pytest.raises(ValueError, match=r"known must be 1 for every target somewhere; got \[\[1"):
        skill.forward(ones, ones, np.array([[1, 0], [1, 0]]))
