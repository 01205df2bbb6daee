import pytest

from netwright.reference.schedules import plateau


def test_values_worked_out_by_hand():
    given = {"rate": 1.0, "factor": 0.5, "patience": 1}
    losses = [3.0, 3.0, 3.0, 2.0, 2.5, 2.5, 2.5, 2.5]
    rates = [plateau.forward(losses[:k], **given) for k in range(1, 9)]
    assert rates == [1.0, 1.0, 0.5, 0.5, 0.5, 0.25, 0.25, 0.125]


def test_losses_that_fall_leave_the_rate_alone():
    assert plateau.forward([5.0, 4.0, 1.0, -1.0, -2.0], rate=0.3, patience=0) == 0.3


def test_an_improvement_below_the_threshold_is_none():
    losses = [100.0, 99.0, 98.0]
    assert plateau.forward(losses, rate=1.0, patience=0, threshold=0.05) == pytest.approx(0.01)
    assert plateau.forward(losses, rate=1.0, patience=0, threshold=0.005) == 1.0


def test_settings_have_ranges():
    with pytest.raises(ValueError, match="factor must be above 0 and below 1; got 1"):
        plateau.forward([1.0], rate=1.0, factor=1)
    with pytest.raises(ValueError, match="patience must be a whole number, 0 or more; got -1"):
        plateau.forward([1.0], rate=1.0, patience=-1)
