import numpy as np
import pytest

from netwright.reference.schedules import linear_decay


def test_values_worked_out_by_hand():
    rates = [linear_decay.forward(step, 4, rate=1.0, end=0.2) for step in range(4)]
    np.testing.assert_allclose(rates, [1.0, 0.8, 0.6, 0.4])


def test_after_a_warm_up_it_starts_from_the_top():
    given = {"rate": 1.0, "warmup": 0.5, "end": 0.0}
    rates = [linear_decay.forward(step, 8, **given) for step in range(8)]
    np.testing.assert_allclose(rates[4:], [1.0, 0.75, 0.5, 0.25])
    assert np.ptp(np.diff(rates[:5])) < 1e-12  # rises evenly, too


def test_end_is_a_share():
    with pytest.raises(ValueError, match="end must be a share from 0 up to, not at, 1; got 1"):
        linear_decay.forward(0, 8, rate=1.0, end=1)
