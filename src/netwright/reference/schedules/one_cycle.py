"""One cycle: the learning rate rises once and falls once.

With t = step / steps and w the share of the steps in which it rises:

    r(t) = rising(t)     for t < w, as in ``warm_up``                                      (1)
    r(t) = falling(t)    from there on, as in ``linear_decay``                             (2)

The high rates in the middle are higher than a constant rate could be, and work against sharp
minima. The paper lets the momentum fall and rise the other way round; here it stays.

Source: Smith & Topin 2018, arXiv:1708.07120.
"""

import numpy as np

from netwright.reference._arrays import share
from netwright.reference.schedules import linear_decay, warm_up
from netwright.reference.schedules._progress import progress


def forward(
    step: int,
    steps: int,
    *,
    rate: float,
    warmup: float = 0.3,
    start: float = 0.1,
    end: float = 0.002,
) -> float:
    """The rate of a step: equations (1) and (2).

    Args:
        step: from 0 to ``steps`` - 1.
        steps: in all, 1 or more.
        rate: r_max, the top of the cycle, above 0.
        warmup: w, a share of the steps from 0 up to, not at, 1.
        start: share of r_max at which the cycle begins, above 0.
        end: share of r_max that is reached after the last step, from 0 up to, not at, 1.

    Returns:
        The rate, above 0.

    Raises:
        ValueError: if the step is not among the steps, or a setting is out of range.

    Example:
        >>> [round(forward(step, 10, rate=1.0, end=0.0), 2) for step in (0, 3, 9)]
        [0.1, 1.0, 0.14]
    """
    if progress(step, steps) < share("warmup", warmup):
        return warm_up.forward(step, steps, rate=rate, warmup=warmup, start=start)  # (1)
    return linear_decay.forward(step, steps, rate=rate, warmup=warmup, start=start, end=end)  # (2)


def example(rng: np.random.Generator) -> dict[str, int | float]:
    """Arguments of ``forward`` for one random case."""
    return linear_decay.example(rng)
