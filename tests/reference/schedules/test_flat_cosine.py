import numpy as np
import pytest

from netwright.reference.schedules import cosine, flat_cosine


def test_values_worked_out_by_hand():
    rates = [flat_cosine.forward(step, 12, rate=2.0) for step in (0, 5, 6, 8, 9, 10)]
    np.testing.assert_allclose(rates, [2.0, 2.0, 2.0, 1.5, 1.0, 0.5])


def test_flat_for_no_time_it_is_a_cosine_to_zero():
    for step in range(11):
        found = flat_cosine.forward(step, 11, rate=0.7, flat=0.0)
        assert found == pytest.approx(cosine.forward(step, 11, rate=0.7, end=0.0))


def test_a_warm_up_longer_than_the_flat_part_meets_the_fall_where_it_is():
    given = {"rate": 1.0, "warmup": 0.75}
    assert flat_cosine.forward(5, 8, **given) == pytest.approx(0.1 + 0.9 * 5 / 6)
    assert flat_cosine.forward(6, 8, **given) == pytest.approx(0.5)


def test_flat_is_a_share():
    with pytest.raises(ValueError, match="flat must be a share from 0 up to, not at, 1; got 1"):
        flat_cosine.forward(0, 8, rate=1.0, flat=1)
