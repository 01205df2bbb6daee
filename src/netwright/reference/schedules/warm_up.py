"""Warm-up: the learning rate rises in a straight line while the first steps are taken.

With t = step / steps and warm-up share w:

    r(t) = (s + (1 - s) t / w) r_max    for t < w                                          (1)
    r(t) = r_max                        from there on                                      (2)

Early gradients are large and point to different sides; statistics that are averaged (Adam, batch
normalisation) are not yet worth much. A schedule that falls takes the place of (2): ``cosine``,
``linear_decay`` and others begin with (1) and fall over the rest, u = (t - w) / (1 - w).

Source: Goyal et al. 2017, arXiv:1706.02677, section 2.2, "gradual warmup".
"""

import numpy as np

from netwright.reference._arrays import positive, share
from netwright.reference.schedules._progress import progress


def forward(
    step: int, steps: int, *, rate: float, warmup: float = 0.1, start: float = 0.1
) -> float:
    """The rate of a step: equations (1) and (2).

    Args:
        step: from 0 to ``steps`` - 1.
        steps: in all, 1 or more.
        rate: r_max, above 0.
        warmup: w, a share of the steps from 0 up to, not at, 1.
        start: s, the share of r_max at which the rate begins, above 0.

    Returns:
        The rate, above 0.

    Raises:
        ValueError: if the step is not among the steps, or a setting is out of range.

    Example:
        >>> forward(0, 10, rate=1.0, warmup=0.5), forward(5, 10, rate=1.0, warmup=0.5)
        (0.1, 1.0)
    """
    t = progress(step, steps)
    rate, warmup, start = positive("rate", rate), share("warmup", warmup), positive("start", start)

    if t < warmup:
        return rate * (start + (1 - start) * t / warmup)  # (1)
    return rate  # (2)


def example(rng: np.random.Generator) -> dict[str, int | float]:
    """Arguments of ``forward`` for one random case."""
    steps = int(rng.integers(1, 60))
    return {
        "step": int(rng.integers(0, steps)),
        "steps": steps,
        "rate": float(rng.uniform(0.01, 1.0)),
        "warmup": float(rng.choice([0.0, 0.1, 0.25, 0.6])),
        "start": float(rng.choice([0.1, 0.01])),
    }
