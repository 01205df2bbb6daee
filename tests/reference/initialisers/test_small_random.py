import numpy as np
import pytest

from netwright.reference.initialisers import small_random


def test_values_worked_out_by_hand():
    np.testing.assert_allclose(small_random.forward([3.0, -2.0]), [0.03, -0.02])
    found = small_random.forward([0.0, 0.75], scale=2.0, form="uniform")
    np.testing.assert_allclose(found, [-2.0, 1.0])


def test_many_layers_let_the_signal_die_out():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(10, 100))
    for _ in range(5):
        x = x @ small_random.forward(rng.normal(size=(100, 100)))  # times 0.1 each
    assert x.std() == pytest.approx(1e-5, rel=0.2)


def test_scale_must_be_above_zero():
    with pytest.raises(ValueError, match="scale must be a finite number above 0; got 0"):
        small_random.forward([1.0], scale=0)
