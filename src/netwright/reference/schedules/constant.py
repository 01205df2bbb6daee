"""A constant learning rate, after a warm-up where one is asked for.

With t = step / steps and warm-up share w:

    r(t) = rising(t)    for t < w, as in ``warm_up``                                       (1)
    r(t) = r_max        from there on                                                      (2)

Source: the plain choice; Goyal et al. 2017, arXiv:1706.02677, section 2.2, for the warm-up.
"""

import numpy as np

from netwright.reference._arrays import positive, share
from netwright.reference.schedules import warm_up
from netwright.reference.schedules._progress import progress


def forward(
    step: int, steps: int, *, rate: float, warmup: float = 0.0, start: float = 0.1
) -> float:
    """The rate of a step: equations (1) and (2).

    Args:
        step: from 0 to ``steps`` - 1.
        steps: in all, 1 or more.
        rate: r_max, above 0.
        warmup: w, a share of the steps from 0 up to, not at, 1.
        start: share of r_max at which the warm-up begins, above 0.

    Returns:
        The rate, above 0.

    Raises:
        ValueError: if the step is not among the steps, or a setting is out of range.

    Example:
        >>> forward(3, 10, rate=0.5)
        0.5
    """
    t = progress(step, steps)
    rate, warmup = positive("rate", rate), share("warmup", warmup)

    if t < warmup:
        return warm_up.forward(step, steps, rate=rate, warmup=warmup, start=start)  # (1)
    return rate  # (2)


def example(rng: np.random.Generator) -> dict[str, int | float]:
    """Arguments of ``forward`` for one random case."""
    return {**warm_up.example(rng), "warmup": float(rng.choice([0.0, 0.2]))}
