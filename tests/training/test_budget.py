import pytest
from hypothesis import given
from hypothesis import strategies as st

from netwright.training import estimate, steps_within
from netwright.training._budget import CALM, SAVING

TIMES = st.fixed_dictionaries(
    {
        "step_seconds": st.floats(1e-5, 10),
        "row_seconds": st.floats(0, 0.01),
        "evaluated_rows": st.integers(1, 100_000),
        "evaluations": st.integers(1, 50),
    }
)


@given(seconds=st.floats(0.1, 1e5), times=TIMES)
def test_the_steps_that_fit_take_no_longer_and_one_more_would(seconds, times):
    steps = steps_within(seconds, **times)
    assert steps >= 1
    if steps > 1:
        assert estimate(steps, **times) <= seconds * CALM * (1 + 1e-9)
    assert estimate(steps + 1, **times) > seconds * CALM * (1 - 1e-9)


@given(seconds=st.floats(0.1, 1e4), times=TIMES)
def test_more_time_never_gives_fewer_steps(seconds, times):
    assert steps_within(seconds, **times) <= steps_within(2 * seconds, **times)


def test_the_estimate_is_equation_1():
    seconds = estimate(100, step_seconds=0.02, row_seconds=1e-3, evaluated_rows=500, evaluations=4)
    assert seconds == pytest.approx(100 * 0.02 + 4 * (500 * 1e-3 + SAVING))


def test_a_plan_that_was_not_timed_still_gives_steps():
    times = {"step_seconds": 0.0, "row_seconds": 0.0, "evaluated_rows": 1, "evaluations": 1}
    assert steps_within(1, **times) >= 1
    assert steps_within(0.001, **times) == 1
