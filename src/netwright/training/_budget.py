"""From minutes to a number of steps, decided before the first one.

    cost(steps)  =  steps * step_seconds + evaluations(steps) * (rows * row_seconds + saving)   (1)

The step's time comes from the plan, measured on the real network. ``CALM`` is left over, since
a machine that is warm or shared is slower than one that has just begun.
"""

from collections.abc import Callable
from dataclasses import dataclass

CALM = 0.92  # share of the time that is given out
SAVING = 0.05  # seconds an evaluation's checkpoint and its synced lines take
MOST = 2**31  # steps


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Equation (1).

    Args:
        step_seconds: of one step; above 0.
        row_seconds: to evaluate one example.
        rows: examples in one evaluation.
        evaluations: steps in all -> how many evaluations there will be; never falls.
    """

    step_seconds: float
    row_seconds: float
    rows: int
    evaluations: Callable[[int], int]

    def seconds(self, steps: int) -> float:
        """Seconds that equation (1) foresees."""
        each = self.rows * self.row_seconds + SAVING
        return steps * self.step_seconds + self.evaluations(steps) * each


def steps_within(seconds: float, cost: Cost) -> int:
    """The most steps that fit.

    Args:
        seconds: for steps and evaluations together.
        cost: what steps take.

    Returns:
        A number of steps, 1 or more.

    Example:
        >>> cost = Cost(step_seconds=0.01, row_seconds=1e-4, rows=1000, evaluations=lambda n: 10)
        >>> steps_within(60, cost)
        5370
    """
    low, high = 1, 2
    while high < MOST and cost.seconds(high) <= seconds * CALM:
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if cost.seconds(middle) <= seconds * CALM else (low, middle)
    return low
