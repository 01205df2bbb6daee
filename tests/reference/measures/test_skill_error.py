import numpy as np
import pytest

from netwright.reference.measures import skill, skill_error


def test_it_is_the_spread_of_skill_over_draws():
    rng = np.random.default_rng(0)
    losses, trivial = rng.exponential(size=(4000, 2)), rng.exponential(3.0, size=(4000, 2))
    trivial[:, 1] += losses[:, 0]
    known = rng.integers(0, 2, size=(4000, 2))
    parts = [slice(start, start + 200) for start in range(0, 4000, 200)]
    values = [skill.forward(losses[p], trivial[p], known[p]) for p in parts]
    errors = [skill_error.forward(losses[p], trivial[p], known[p]) for p in parts]
    assert np.std(values, ddof=1) == pytest.approx(np.mean(errors), rel=0.5)


def test_equal_examples_leave_nothing_to_chance():
    ones = np.ones((5, 3))
    assert skill_error.forward(ones, 2 * ones, ones) == 0.0


def test_one_example_has_no_spread():
    one = np.ones((1, 2))
    with pytest.raises(ValueError, match="losses must be of 2 examples or more; got 1"):
        skill_error.forward(one, one, one)
