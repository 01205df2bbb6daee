import numpy as np
import pytest

from netwright.reference.preparation import log_uniform

EVEN = np.linspace(0.0, 1.0, 5)


def test_values_worked_out_by_hand():
    found = log_uniform.forward(EVEN, low=1e-4, high=1.0)
    np.testing.assert_allclose(found, [1e-4, 1e-3, 1e-2, 1e-1, 1.0])
    found = log_uniform.forward(EVEN[::2], low=0.9, high=0.999, near_one=True)
    np.testing.assert_allclose(found, [0.9, 0.99, 0.999])


def test_every_order_of_magnitude_gets_its_share():
    draws = np.random.default_rng(0).random(4_000)
    found = log_uniform.forward(draws, low=1e-4, high=1.0)
    shares = np.histogram(found, bins=[1e-4, 1e-3, 1e-2, 1e-1, 1.0])[0] / 4_000
    np.testing.assert_allclose(shares, 0.25, atol=0.03)


def test_momenta_are_settings_near_one_seen_from_the_other_side():
    found = log_uniform.forward(EVEN, low=0.5, high=0.99, near_one=True)
    np.testing.assert_allclose(1 - found, log_uniform.forward(EVEN, low=0.01, high=0.5)[::-1])


def test_ranges_must_be_ranges():
    with pytest.raises(ValueError, match=r"low and high must be finite and rise from above 0"):
        log_uniform.forward([0.5], low=0.0, high=1.0)
    with pytest.raises(ValueError, match=r"low and high must rise within 0 to below 1; got 0.9, 1"):
        log_uniform.forward([0.5], low=0.9, high=1.0, near_one=True)
    with pytest.raises(ValueError, match=r"uniform must hold numbers from 0 to 1; got -1.0 to 0.5"):
        log_uniform.forward([0.5, -1.0], low=0.1, high=1.0)
