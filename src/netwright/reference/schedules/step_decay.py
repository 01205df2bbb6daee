"""Step decay: the learning rate drops by a factor at given places.

With t = step / steps, warm-up share w, places p_1 < p_2 < ... and a factor f:

    r(t) = rising(t)         for t < w, as in ``warm_up``                                  (1)
    r(t) = r_max f^k         from there on, k = number of places p with p <= t             (2)

Source: common practice; He et al. 2016, arXiv:1512.03385, section 4.2, divide by 10 at 1/2 and 3/4
of the steps.
"""

import numpy as np

from netwright.reference._arrays import positive, real, share
from netwright.reference.schedules import warm_up
from netwright.reference.schedules._progress import progress


def forward(
    step: int,
    steps: int,
    *,
    rate: float,
    places: tuple[float, ...] = (0.5, 0.75),
    factor: float = 0.1,
    warmup: float = 0.0,
    start: float = 0.1,
) -> float:
    """The rate of a step: equations (1) and (2).

    Args:
        step: from 0 to ``steps`` - 1.
        steps: in all, 1 or more.
        rate: r_max, above 0.
        places: p, one or more shares of the steps, rising.
        factor: f, above 0.
        warmup: w, a share of the steps from 0 up to, not at, 1.
        start: share of r_max at which the warm-up begins, above 0.

    Returns:
        The rate, above 0.

    Raises:
        ValueError: if the step is not among the steps, the places do not rise, or a setting is out
            of range.

    Example:
        >>> [round(forward(step, 4, rate=1.0), 6) for step in range(4)]
        [1.0, 1.0, 0.1, 0.01]
    """
    t = progress(step, steps)
    rate, factor, warmup = (
        positive("rate", rate),
        positive("factor", factor),
        share("warmup", warmup),
    )
    at = real("places", places, "k")
    if (np.diff(at) <= 0).any():
        raise ValueError(f"places must rise from one to the next; got {places}")

    if t < warmup:
        return warm_up.forward(step, steps, rate=rate, warmup=warmup, start=start)  # (1)
    return rate * factor ** int((at <= t).sum())  # (2)


def example(rng: np.random.Generator) -> dict[str, int | float | tuple[float, ...]]:
    """Arguments of ``forward`` for one random case."""
    places = ((0.5, 0.75), (0.3,), (0.2, 0.4, 0.8))
    return {
        **warm_up.example(rng),
        "places": places[rng.integers(3)],
        "factor": float(rng.choice([0.1, 0.5])),
    }
