"""Cosine decay: the learning rate falls along half a cosine, slowly at both ends.

With t = step / steps, warm-up share w and u = (t - w) / (1 - w):

    r(t) = rising(t)                                   for t < w, as in ``warm_up``        (1)
    r(t) = (end + (1 - end) (1 + cos(pi u)) / 2) r_max from there on                       (2)

Source: Loshchilov & Hutter 2017, arXiv:1608.03983, equation 5, without restarts.
"""

import math

import numpy as np

from netwright.reference._arrays import positive, share
from netwright.reference.schedules import linear_decay, warm_up
from netwright.reference.schedules._progress import progress


def forward(
    step: int,
    steps: int,
    *,
    rate: float,
    warmup: float = 0.0,
    start: float = 0.1,
    end: float = 0.002,
) -> float:
    """The rate of a step: equations (1) and (2).

    Args:
        step: from 0 to ``steps`` - 1.
        steps: in all, 1 or more.
        rate: r_max, above 0.
        warmup: w, a share of the steps from 0 up to, not at, 1.
        start: share of r_max at which the warm-up begins, above 0.
        end: share of r_max that is reached after the last step, from 0 up to, not at, 1.

    Returns:
        The rate, above 0.

    Raises:
        ValueError: if the step is not among the steps, or a setting is out of range.

    Example:
        >>> round(forward(2, 4, rate=1.0, end=0.0), 6)
        0.5
    """
    t = progress(step, steps)
    rate, warmup, end = positive("rate", rate), share("warmup", warmup), share("end", end)

    if t < warmup:
        return warm_up.forward(step, steps, rate=rate, warmup=warmup, start=start)  # (1)
    u = (t - warmup) / (1 - warmup)
    return rate * (end + (1 - end) * (1 + math.cos(math.pi * u)) / 2)  # (2)


def example(rng: np.random.Generator) -> dict[str, int | float]:
    """Arguments of ``forward`` for one random case."""
    return linear_decay.example(rng)
