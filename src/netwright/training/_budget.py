"""From minutes to a number of steps, decided before the first one.

    seconds  =  steps * step_seconds + evaluations * rows * row_seconds + saving             (1)

The step's time comes from the plan, measured on the real network. ``CALM`` is left over, since
a machine that is warm or shared is slower than one that has just begun.
"""

import math

CALM = 0.92  # share of the time that is given out
SAVING = 0.05  # seconds an evaluation's checkpoint and its synced lines take


def steps_within(
    seconds: float,
    *,
    step_seconds: float,
    row_seconds: float,
    evaluated_rows: int,
    evaluations: int,
) -> int:
    """The most steps that fit.

    Args:
        seconds: for steps and evaluations together.
        step_seconds: of one step.
        row_seconds: to evaluate one example.
        evaluated_rows: examples in one evaluation.
        evaluations: how many there will be.

    Returns:
        A number of steps, 1 or more.

    Example:
        >>> steps_within(
        ...     60, step_seconds=0.01, row_seconds=1e-4, evaluated_rows=1000, evaluations=10
        ... )
        5370
    """
    spent = evaluations * (evaluated_rows * row_seconds + SAVING)
    return max(1, math.floor((seconds * CALM - spent) / max(step_seconds, 1e-9)))


def estimate(
    steps: int,
    *,
    step_seconds: float,
    row_seconds: float,
    evaluated_rows: int,
    evaluations: int,
) -> float:
    """Seconds that equation (1) foresees.

    Args:
        steps: how many.
        step_seconds: of one step.
        row_seconds: to evaluate one example.
        evaluated_rows: examples in one evaluation.
        evaluations: how many there will be.

    Returns:
        Seconds.
    """
    return steps * step_seconds + evaluations * (evaluated_rows * row_seconds + SAVING)
