import numpy as np
import pytest

from netwright.reference.schedules import linear_decay, one_cycle


def test_values_worked_out_by_hand():
    given = {"rate": 1.0, "warmup": 0.5, "start": 0.5, "end": 0.0}
    rates = [one_cycle.forward(step, 4, **given) for step in range(4)]
    np.testing.assert_allclose(rates, [0.5, 0.75, 1.0, 0.5])


def test_it_rises_once_and_falls_once():
    turns = np.diff(np.sign(np.diff([one_cycle.forward(step, 50, rate=1.0) for step in range(50)])))
    assert (turns != 0).sum() == 1


def test_without_a_rise_it_falls_in_a_straight_line():
    for step in range(9):
        found = one_cycle.forward(step, 9, rate=0.7, warmup=0.0)
        assert found == linear_decay.forward(step, 9, rate=0.7)


def test_warmup_is_a_share():
    with pytest.raises(ValueError, match="warmup must be a share from 0 up to, not at, 1; got 1"):
        one_cycle.forward(0, 9, rate=1.0, warmup=1)
