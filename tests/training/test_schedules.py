from itertools import pairwise
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netwright.recipe import Settings
from netwright.recipe._settings import Schedule
from netwright.training import learning_rate
from netwright.training._schedules import END, START

SCHEDULES = get_args(Schedule)
FALLING = ("linear", "cosine", "one-cycle")
TOP = 0.4


def rates(schedule, warmup, steps):
    settings = Settings(schedule=schedule, warmup=warmup, learning_rate=TOP)
    return [learning_rate(settings, step, steps) for step in range(steps)]


@given(
    schedule=st.sampled_from(SCHEDULES),
    warmup=st.floats(0, 0.99),
    steps=st.integers(1, 500),
)
def test_rates_stay_above_0_and_below_the_highest(schedule, warmup, steps):
    assert all(0 < rate <= TOP * (1 + 1e-12) for rate in rates(schedule, warmup, steps))


@given(schedule=st.sampled_from(SCHEDULES), warmup=st.floats(0.01, 0.49))
def test_rising_meets_falling(schedule, warmup):
    steps = 1000
    found = rates(schedule, warmup, steps)
    assert found[0] == pytest.approx(START * TOP)
    last = max(step for step in range(steps) if step / steps < warmup)
    # the steepest slopes: the rise itself, or over the rest the cosine's pi / 2, or d - 1, or log d
    fall = {"inverse-time": 9.0, "exponential": 2.31}.get(schedule, 1.6)
    slope = TOP * max(1 / warmup, fall / (1 - warmup)) / steps
    assert abs(found[last + 1] - found[last]) <= slope * (1 + 1e-9)
    assert max(found) == pytest.approx(TOP, rel=0.02)


def test_one_cycle_rises_also_where_no_warm_up_is_given():
    assert rates("one-cycle", 0.0, 200) == rates("one-cycle", 0.3, 200)


@pytest.mark.parametrize("schedule", [name for name in SCHEDULES if name != "one-cycle"])
def test_without_warm_up_the_first_rate_is_the_highest(schedule):
    found = rates(schedule, 0.0, 200)
    assert found[0] == pytest.approx(TOP)
    assert all(a >= b for a, b in pairwise(found))
    assert found[-1] > 0


@pytest.mark.parametrize("schedule", FALLING)
def test_the_end_is_a_small_share(schedule):
    found = rates(schedule, 0.3, 100_000)
    assert found[-1] == pytest.approx(END * TOP, rel=0.01)


@pytest.mark.parametrize(("schedule", "share"), [("linear", 0.501), ("cosine", 0.501)])
def test_half_way_down(schedule, share):
    assert rates(schedule, 0.0, 100)[50] == pytest.approx(share * TOP)


def test_the_others_at_their_landmarks():
    assert set(rates("constant", 0.0, 10)) == {TOP}
    step = rates("step", 0.0, 100)
    assert [step[i] / TOP for i in (49, 50, 74, 75, 99)] == pytest.approx([1, 0.1, 0.1, 0.01, 0.01])
    flat = rates("flat-cosine", 0.0, 100)
    assert flat[49] == flat[50] == TOP
    assert flat[75] == pytest.approx(TOP / 2)
    assert 0 < flat[99] < 0.002 * TOP


def test_inverse_time_and_exponential_end_at_the_share_of_the_drop():
    for schedule in ("inverse-time", "exponential"):
        settings = Settings(schedule=schedule, learning_rate=TOP, rate_drop=50.0, warmup=0.2)
        found = [learning_rate(settings, step, 10_000) for step in range(10_000)]
        assert found[2_000] == pytest.approx(TOP)
        assert found[-1] == pytest.approx(TOP / 50, rel=0.01)
    half = {
        name: learning_rate(Settings(schedule=name, learning_rate=TOP, rate_drop=9.0), 50, 100)
        for name in ("inverse-time", "exponential", "step")
    }
    assert half == pytest.approx({"inverse-time": TOP / 5, "exponential": TOP / 3, "step": TOP / 9})


def test_only_plateau_looks_at_the_drops_and_does_so_in_the_warm_up_too():
    for schedule in SCHEDULES:
        settings = Settings(schedule=schedule, learning_rate=TOP, rate_drop=4.0, warmup=0.5)
        for step in (0, 30, 80):
            factor = 1 / 16 if schedule == "plateau" else 1.0
            found = learning_rate(settings, step, 100, drops=2)
            assert found == pytest.approx(factor * learning_rate(settings, step, 100))
    far = Settings(schedule="plateau", rate_drop=1e12)
    assert learning_rate(far, 5, 10, drops=50) > 0


def test_one_step_trains_with_a_rate():
    assert rates("linear", 0.0, 1) == [TOP]
    assert rates("one-cycle", 0.3, 1) == pytest.approx([START * TOP])
