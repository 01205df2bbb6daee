import numpy as np
import pytest

from netwright.reference.initialisers import _draws, he


def test_uniform_numbers_are_brought_around_zero():
    np.testing.assert_allclose(_draws.centred(np.array([0.0, 0.25, 1.0])), [-1.0, -0.5, 1.0])


def test_numbers_that_are_not_uniform_from_0_to_1_are_refused():
    with pytest.raises(
        ValueError, match=r"draws must be from 0 to 1 to be uniform there; got -0.5"
    ):
        _draws.centred(np.array([-0.5, 0.5]))
    with pytest.raises(ValueError, match=r"draws must be from 0 to 1 .*; got 0.5 to 1.5"):
        he.forward([[0.5, 1.5]], inputs=1, form="uniform")


def test_the_forms_are_named():
    with pytest.raises(ValueError, match="form must be one of normal, uniform; got 'cauchy'"):
        _draws.check_form("cauchy")


def test_examples_fit_their_form():
    for case in range(20):
        assert _draws.example_draws(np.random.default_rng(case), "uniform").min() >= 0
