import pytest

from netwright.reference.schedules._progress import progress


def test_it_is_the_share_of_steps_done():
    assert [progress(step, 4) for step in range(4)] == [0.0, 0.25, 0.5, 0.75]


def test_a_step_beyond_the_last_is_refused():
    with pytest.raises(ValueError, match="step must be below steps, which is 4; got 4"):
        progress(4, 4)


def test_steps_are_whole_numbers():
    with pytest.raises(ValueError, match="step must be a whole number, 0 or more; got -1"):
        progress(-1, 4)
    with pytest.raises(ValueError, match="steps must be a whole number, 1 or more; got 0"):
        progress(0, 0)
