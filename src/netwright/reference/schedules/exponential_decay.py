"""Exponential decay: the same factor after every step, or after every epoch.

With the number e of steps (epochs, where it is asked once an epoch) already done:

    r(e) = r_0 f^e                                                                         (1)

The logarithm of the rate falls in a straight line.

Source: common practice; Li & Arora 2019, arXiv:1910.07454, for rates that change exponentially.
"""

import numpy as np

from netwright.reference._arrays import positive
from netwright.reference.schedules._progress import progress


def forward(step: int, steps: int, *, rate: float, factor: float = 0.95) -> float:
    """The rate of a step: equation (1).

    Args:
        step: e, from 0 to ``steps`` - 1.
        steps: in all, 1 or more; only says which steps there are.
        rate: r_0, above 0.
        factor: f, above 0; below 1 for a rate that falls.

    Returns:
        The rate, above 0.

    Raises:
        ValueError: if the step is not among the steps, or a setting is out of range.

    Example:
        >>> forward(2, 10, rate=1.0, factor=0.5)
        0.25
    """
    progress(step, steps)
    return positive("rate", rate) * positive("factor", factor) ** step  # (1)


def example(rng: np.random.Generator) -> dict[str, int | float]:
    """Arguments of ``forward`` for one random case."""
    steps = int(rng.integers(1, 60))
    return {
        "step": int(rng.integers(0, steps)),
        "steps": steps,
        "rate": float(rng.uniform(0.01, 1.0)),
        "factor": float(rng.uniform(0.8, 1.0)),
    }
