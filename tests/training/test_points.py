import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from netwright.recipe import Settings
from netwright.training import evaluation_points


@given(evaluations=st.integers(0, 60), steps=st.integers(1, 3000), epoch=st.integers(1, 500))
def test_evaluation_points_are_as_many_as_asked_and_end_at_the_last_step(evaluations, steps, epoch):
    points = sorted(evaluation_points(Settings(evaluations=evaluations), steps, epoch))
    wanted = evaluations or min(50, max(1, round(steps / epoch)))
    assert len(points) == min(wanted, steps)
    assert points[0] >= 1
    assert points[-1] == steps
    gaps = np.diff([0, *points])
    assert gaps.max() - gaps.min() <= 1


@given(st.integers(0, 60), st.integers(1, 500), st.integers(1, 2000))
def test_more_steps_never_mean_fewer_evaluations(evaluations, epoch, steps):
    """What ``steps_within`` relies on."""
    settings = Settings(evaluations=evaluations)
    few = len(evaluation_points(settings, steps, epoch))
    assert few <= len(evaluation_points(settings, steps + 1, epoch))
