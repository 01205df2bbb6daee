import numpy as np
import pytest

from netwright.reference.schedules import step_decay


def test_values_worked_out_by_hand():
    given = {"rate": 8.0, "places": (0.25, 0.5), "factor": 0.5}
    assert [step_decay.forward(step, 4, **given) for step in range(4)] == [8.0, 4.0, 2.0, 2.0]


def test_a_place_belongs_to_the_lower_rate():
    rates = [step_decay.forward(step, 100, rate=1.0) for step in (49, 50, 74, 75)]
    np.testing.assert_allclose(rates, [1.0, 0.1, 0.1, 0.01])


def test_the_warm_up_covers_the_places():
    found = step_decay.forward(5, 10, rate=1.0, places=(0.1,), warmup=0.8)
    assert found == pytest.approx(0.1 + 0.9 * 0.5 / 0.8)


def test_places_must_rise():
    with pytest.raises(
        ValueError, match=r"places must rise from one to the next; got \(0.5, 0.5\)"
    ):
        step_decay.forward(0, 4, rate=1.0, places=(0.5, 0.5))
    with pytest.raises(ValueError, match=r"places must have at least one element"):
        step_decay.forward(0, 4, rate=1.0, places=())
