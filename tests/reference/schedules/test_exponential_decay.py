import numpy as np
import pytest

from netwright.reference.schedules import exponential_decay


def test_values_worked_out_by_hand():
    rates = [exponential_decay.forward(step, 4, rate=8.0, factor=0.5) for step in range(4)]
    assert rates == [8.0, 4.0, 2.0, 1.0]


def test_its_logarithm_falls_evenly():
    rates = [exponential_decay.forward(step, 30, rate=0.3, factor=0.9) for step in range(30)]
    np.testing.assert_allclose(np.diff(np.log(rates)), np.log(0.9))


def test_factor_must_be_above_zero():
    with pytest.raises(ValueError, match="factor must be a finite number above 0; got 0"):
        exponential_decay.forward(0, 4, rate=1.0, factor=0)
