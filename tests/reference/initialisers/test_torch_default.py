import numpy as np
import pytest

from netwright.reference.initialisers import he, torch_default


def test_values_worked_out_by_hand():
    found = torch_default.forward([[0.0, 0.75, 1.0]], inputs=16)
    np.testing.assert_allclose(found, [[-0.25, 0.125, 0.25]])


def test_it_is_the_start_of_he_for_a_leaky_relu_of_slope_root_five():
    draws = np.random.default_rng(0).random((3, 4))
    wanted = he.forward(draws, inputs=3, gain=np.sqrt(2 / (1 + 5)), form="uniform")
    np.testing.assert_allclose(torch_default.forward(draws, inputs=3), wanted)


def test_draws_are_from_0_to_1():
    with pytest.raises(ValueError, match=r"draws must be from 0 to 1 to be uniform there; got 2.0"):
        torch_default.forward([2.0], inputs=1)
