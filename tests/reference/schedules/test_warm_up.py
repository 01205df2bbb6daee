import pytest

from netwright.reference.schedules import warm_up


def test_values_worked_out_by_hand():
    rates = [warm_up.forward(step, 8, rate=2.0, warmup=0.5, start=0.5) for step in range(8)]
    assert rates == [1.0, 1.25, 1.5, 1.75, 2.0, 2.0, 2.0, 2.0]


def test_a_warm_up_of_nothing_is_none():
    assert warm_up.forward(0, 8, rate=2.0, warmup=0.0) == 2.0


def test_settings_have_ranges():
    with pytest.raises(ValueError, match="warmup must be a share from 0 up to, not at, 1; got 1"):
        warm_up.forward(0, 8, rate=1.0, warmup=1)
    with pytest.raises(ValueError, match="start must be a finite number above 0; got 0"):
        warm_up.forward(0, 8, rate=1.0, start=0)
