import numpy as np
import pytest

from netwright.reference.schedules import cosine, linear_decay


def test_values_worked_out_by_hand():
    rates = [cosine.forward(step, 6, rate=2.0, end=0.0) for step in (0, 2, 3, 4)]
    np.testing.assert_allclose(rates, [2.0, 1.5, 1.0, 0.5])


def test_its_two_halves_mirror_each_other():
    rates = np.array([cosine.forward(step, 20, rate=1.0, end=0.1) for step in range(20)])
    np.testing.assert_allclose(rates[1:] + rates[:0:-1], 1.1)


def test_its_mean_is_that_of_the_straight_line():
    for schedule in (cosine, linear_decay):
        rates = [schedule.forward(step, 2000, rate=1.0, warmup=0.25) for step in range(500, 2000)]
        assert np.mean(rates) == pytest.approx(0.501, abs=1e-3)


def test_end_is_a_share():
    with pytest.raises(ValueError, match="end must be a share from 0 up to, not at, 1; got -1"):
        cosine.forward(0, 8, rate=1.0, end=-1)
