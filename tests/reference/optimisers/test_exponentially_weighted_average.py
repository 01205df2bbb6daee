import numpy as np
import pytest

from netwright.reference.optimisers import exponentially_weighted_average as average


def test_values_worked_out_by_hand():
    x = [8.0, 0.0, 4.0]
    np.testing.assert_allclose(average.forward(x, beta=0.5, corrected=False), [4.0, 2.0, 3.0])
    np.testing.assert_allclose(average.forward(x, beta=0.5), [8.0, 8.0 / 3.0, 24.0 / 7.0])


@pytest.mark.parametrize("beta", [0.0, 0.3, 0.9, 0.999])
def test_a_constant_series_is_its_own_average_when_corrected(beta):
    np.testing.assert_allclose(average.forward(np.full(50, 3.0), beta=beta), 3.0, rtol=1e-12)


def test_without_memory_it_is_the_series():
    x = np.random.default_rng(0).normal(size=9)
    np.testing.assert_array_equal(average.forward(x, beta=0.0), x)


def test_it_lies_between_the_smallest_and_the_largest_value():
    for case in range(20):
        given = average.example(np.random.default_rng(case))
        found = average.forward(given["x"], beta=given["beta"])
        assert (found >= given["x"].min() - 1e-12).all()
        assert (found <= given["x"].max() + 1e-12).all()


def test_beta_is_a_share():
    with pytest.raises(ValueError, match="beta must be a share from 0 up to, not at, 1; got 1"):
        average.forward([1.0], beta=1)
