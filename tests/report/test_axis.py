import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netwright.report._axis import axis, nice_step

numbers = st.lists(st.floats(min_value=-1e9, max_value=1e9), max_size=8)


@given(numbers, st.booleans(), st.sampled_from([True, False, None]))
def test_every_value_lies_on_its_axis(values, snug, log):
    made = axis(values, snug=snug, log=log)
    assert made.low < made.high
    assert list(made.ticks) == sorted(set(made.ticks))
    places = [made.place(value, 0.0, 100.0) for value in values]
    assert all(-1e-6 <= place <= 100 + 1e-6 or made.log for place in places)
    assert all(-1e-6 <= made.place(tick, 0.0, 100.0) <= 100 + 1e-6 for tick in made.ticks)


@given(st.lists(st.floats(min_value=1e-9, max_value=1e9), min_size=1, max_size=8))
def test_a_logarithmic_axis_covers_its_values(values):
    made = axis(values, log=True)
    assert made.log
    assert made.low <= min(values) * (1 + 1e-6)
    assert made.high >= max(values) * (1 - 1e-6)


@pytest.mark.parametrize(("values", "log"), [([1, 99], False), ([1, 101], True), ([0, 1e6], False)])
def test_a_wide_spread_above_zero_is_logarithmic(values, log):
    assert axis(values, log=None).log is log


def test_what_is_not_finite_is_left_out():
    assert axis([math.nan, math.inf, 0, 10]).high == 10


@pytest.mark.parametrize(("span", "step"), [(10, 2), (1, 0.2), (7, 2), (12, 5), (0.03, 0.01)])
def test_steps_are_1_2_or_5_times_a_power_of_ten(span, step):
    assert nice_step(span, 5) == pytest.approx(step)


def test_labels_have_the_digits_that_tell_them_apart():
    made = axis([0.91, 0.99])
    assert [made.label(tick, percent=True) for tick in made.ticks][:2] == ["90 %", "92 %"]
    assert axis([0, 50000]).label(20000.0) == "20k"
    assert axis([0, 5e6]).label(2e6) == "2M"
    assert axis([1e-5, 1.0], log=True).label(1e-5) == "1e-5"
