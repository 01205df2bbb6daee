"""Inverse time decay: the learning rate falls like one over the epochs.

With the number e of epochs (steps, where it is asked at every step) already done:

    r(e) = r_0 / (1 + d e)                                                                 (1)

The rates sum up without end while their squares do not: what stochastic gradient descent needs to
reach a minimum, however far it is, and to stay there.

Source: Robbins & Monro 1951, "A stochastic approximation method", for that condition.
"""

import numpy as np

from netwright.reference._arrays import not_negative, positive
from netwright.reference.schedules._progress import progress


def forward(step: int, steps: int, *, rate: float, decay: float = 1.0) -> float:
    """The rate of an epoch: equation (1).

    Args:
        step: e, from 0 to ``steps`` - 1.
        steps: in all, 1 or more; only says which steps there are.
        rate: r_0, above 0.
        decay: d, 0 or more.

    Returns:
        The rate, above 0.

    Raises:
        ValueError: if the step is not among the steps, or a setting is out of range.

    Example:
        >>> forward(3, 10, rate=0.2, decay=1.0)
        0.05
    """
    progress(step, steps)
    return positive("rate", rate) / (1 + not_negative("decay", decay) * step)  # (1)


def example(rng: np.random.Generator) -> dict[str, int | float]:
    """Arguments of ``forward`` for one random case."""
    steps = int(rng.integers(1, 60))
    return {
        "step": int(rng.integers(0, steps)),
        "steps": steps,
        "rate": float(rng.uniform(0.01, 1.0)),
        "decay": float(rng.uniform(0.0, 2.0)),
    }
