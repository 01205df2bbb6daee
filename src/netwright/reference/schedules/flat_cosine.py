"""Flat, then cosine: the learning rate stays at its height for half of the steps, then falls.

With t = step / steps, warm-up share w and the share f at which the fall begins:

    r(t) = rising(t)                               for t < w, as in ``warm_up``            (1)
    r(t) = r_max                                   for t < f                               (2)
    r(t) = r_max (1 + cos(pi (t - f) / (1 - f))) / 2   from there on                       (3)

With f = 1/2, the angle is pi (2 t - 1).

Source: Loshchilov & Hutter 2017, arXiv:1608.03983, for the cosine; the flat half as in Holzmueller
et al. 2024, arXiv:2407.04491.
"""

import math

import numpy as np

from netwright.reference._arrays import positive, share
from netwright.reference.schedules import warm_up
from netwright.reference.schedules._progress import progress


def forward(
    step: int,
    steps: int,
    *,
    rate: float,
    warmup: float = 0.0,
    start: float = 0.1,
    flat: float = 0.5,
) -> float:
    """The rate of a step: equations (1) to (3).

    Args:
        step: from 0 to ``steps`` - 1.
        steps: in all, 1 or more.
        rate: r_max, above 0.
        warmup: w, a share of the steps from 0 up to, not at, 1.
        start: share of r_max at which the warm-up begins, above 0.
        flat: f, a share of the steps from 0 up to, not at, 1.

    Returns:
        The rate, above 0.

    Raises:
        ValueError: if the step is not among the steps, or a setting is out of range.

    Example:
        >>> [round(forward(step, 4, rate=1.0), 6) for step in range(4)]
        [1.0, 1.0, 1.0, 0.5]
    """
    t = progress(step, steps)
    rate, warmup, flat = positive("rate", rate), share("warmup", warmup), share("flat", flat)

    if t < warmup:
        return warm_up.forward(step, steps, rate=rate, warmup=warmup, start=start)  # (1)
    if t < flat:
        return rate  # (2)
    return rate * (1 + math.cos(math.pi * (t - flat) / (1 - flat))) / 2  # (3)


def example(rng: np.random.Generator) -> dict[str, int | float]:
    """Arguments of ``forward`` for one random case."""
    return {**warm_up.example(rng), "flat": float(rng.choice([0.0, 0.5, 0.7]))}
