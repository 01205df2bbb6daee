import numpy as np
import pytest

from netwright.measures.several_targets import skill

RNG = np.random.default_rng(0)
LOSSES, TRIVIAL = RNG.exponential(size=(50, 3)), RNG.exponential(2.0, size=(50, 3))


def test_ignoring_the_input_has_none():
    found = skill(TRIVIAL, TRIVIAL)
    assert found.value == 0.0
    assert found.standard_error == pytest.approx(0.0, abs=1e-15)


def test_it_is_the_mean_over_targets():
    wanted = np.mean(1 - LOSSES.sum(axis=0) / TRIVIAL.sum(axis=0))
    assert skill(LOSSES, TRIVIAL).value == pytest.approx(wanted)


def test_a_target_nobody_has_is_left_out():
    gone = np.full((50, 1), np.nan)
    found = skill(np.hstack([LOSSES, gone]), np.hstack([TRIVIAL, gone]))
    assert found == skill(LOSSES, TRIVIAL)


def test_where_there_is_nothing_to_gain_there_is_no_skill():
    assert skill(np.ones((4, 1)), np.zeros((4, 1))).value == 0.0


def test_the_error_is_that_of_the_jackknife():
    """Leave out one example after another: the delta method is its limit."""
    some = np.where(RNG.random((50, 3)) < 0.2, np.nan, LOSSES)
    left = [skill(np.delete(some, i, axis=0), np.delete(TRIVIAL, i, axis=0)).value
            for i in range(50)]  # fmt: skip
    jackknife = np.sqrt(49 / 50 * ((left - np.mean(left)) ** 2).sum())
    assert skill(some, TRIVIAL).standard_error == pytest.approx(jackknife, rel=0.1)
    assert skill(some[:1], TRIVIAL[:1]).standard_error is None
