import numpy as np
import pytest

from netwright.reference.schedules import inverse_time


def test_values_worked_out_by_hand():
    rates = [inverse_time.forward(epoch, 4, rate=0.6, decay=0.5) for epoch in range(4)]
    np.testing.assert_allclose(rates, [0.6, 0.4, 0.3, 0.24])


def test_without_decay_it_is_constant():
    assert inverse_time.forward(3, 4, rate=0.6, decay=0.0) == 0.6


def test_settings_have_ranges():
    with pytest.raises(ValueError, match="decay must be a finite number, 0 or more; got -1"):
        inverse_time.forward(0, 4, rate=1.0, decay=-1)
    with pytest.raises(ValueError, match="step must be below steps, which is 4; got 9"):
        inverse_time.forward(9, 4, rate=1.0)
