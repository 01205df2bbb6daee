from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from netwright.recipe import Settings
from netwright.training import Cost, evaluation_points, steps_in_epoch, steps_within
from netwright.training._budget import CALM, SAVING


def cost_of(step, row, rows, epoch, **settings):
    recipe = Settings(**settings)
    return Cost(
        step_seconds=step,
        row_seconds=row,
        rows=rows,
        evaluations=lambda n: len(evaluation_points(recipe, n, epoch)),
    )


def test_cost_is_steps_and_evaluations():
    cost = Cost(step_seconds=0.5, row_seconds=0.01, rows=100, evaluations=lambda steps: 3)
    assert cost.seconds(10) == 10 * 0.5 + 3 * (1.0 + SAVING)


@given(
    st.floats(1e-4, 2.0),
    st.floats(1e-6, 1e-2),
    st.integers(1, 5000),
    st.integers(1, 400),
    st.integers(0, 60),
    st.floats(0.5, 3600),
)
def test_the_most_steps_that_fit_and_not_one_more(step, row, rows, epoch, evaluations, seconds):
    cost = cost_of(step, row, rows, epoch, evaluations=evaluations)
    steps = steps_within(seconds, cost)
    assert steps == 1 or cost.seconds(steps) <= seconds * CALM
    assert cost.seconds(steps + 1) > seconds * CALM


def test_costly_evaluations_do_not_make_the_number_swing():
    """An iteration between steps and evaluations once ended at a single step here."""
    cost = cost_of(1e-3, 1e-3, 1437, 54)
    steps = steps_within(3.0, cost)
    assert steps > 1
    assert cost.seconds(steps) <= 3.0 * CALM


@given(st.integers(1, 500), st.integers(1, 64))
def test_steps_of_an_epoch_cover_it_and_leave_no_example_alone(count, batch):
    steps = steps_in_epoch(count, batch)
    bounds = [count * j // steps for j in range(steps + 1)]
    sizes = [b - a for a, b in pairwise(bounds)]
    assert sum(sizes) == count
    assert batch == 1 or count == 1 or min(sizes) >= 2
    assert max(sizes) <= max(batch, 3)
