"""Reduce on a plateau: the learning rate drops when the loss has not improved for a while.

With the best loss so far, L*, and the number of losses in a row, bad, that were no improvement:

    improved_k = L_k < L* - eps |L*|                                                       (1)
    improved:  L* <- L_k, bad <- 0;   else:  bad <- bad + 1                                (2)
    bad > patience:  r <- f r, bad <- 0                                                    (3)

The other schedules know beforehand what they will do; this one looks. So its rate is a function
of all losses until now.

Source: common practice; the form of He et al. 2016, arXiv:1512.03385, section 3.4, "divided by 10
when the error plateaus".
"""

import math

import numpy as np

from netwright.reference._arrays import Array, count, not_negative, positive, real


def forward(
    losses: Array,
    *,
    rate: float,
    factor: float = 0.1,
    patience: int = 10,
    threshold: float = 1e-4,
) -> float:
    """The rate after the last of the losses: equations (1) to (3).

    Args:
        losses: L, (k,), in order; smaller is better.
        rate: before the first loss, above 0.
        factor: f, above 0 and below 1.
        patience: losses in a row without an improvement that are borne, 0 or more.
        threshold: eps, the share of L* by which a loss must be smaller to count, 0 or more.

    Returns:
        The rate, above 0.

    Raises:
        ValueError: if losses are missing or not finite, or a setting is out of range.

    Example:
        >>> forward(np.array([3.0, 2.0, 2.0, 2.0]), rate=1.0, factor=0.5, patience=1)
        0.5
    """
    losses = real("losses", losses, "k")
    rate, patience = positive("rate", rate), count("patience", patience, least=0)
    threshold = not_negative("threshold", threshold)
    if not 0 < factor < 1:
        raise ValueError(f"factor must be above 0 and below 1; got {factor!r}")

    best, bad = math.inf, 0
    for loss in losses.tolist():
        improved = best == math.inf or loss < best - threshold * abs(best)  # (1)
        best, bad = (loss, 0) if improved else (best, bad + 1)  # (2)
        if bad > patience:
            rate, bad = rate * factor, 0  # (3)
    return rate


def example(rng: np.random.Generator) -> dict[str, Array | float]:
    """Arguments of ``forward`` for one random case."""
    falling = np.exp(-np.arange(rng.integers(1, 40)) / 5)
    return {
        "losses": 0.5 + falling + rng.normal(0.0, 0.05, size=falling.size),
        "rate": float(rng.uniform(0.01, 1.0)),
        "factor": float(rng.choice([0.1, 0.5])),
        "patience": int(rng.integers(0, 4)),
        "threshold": float(rng.choice([0.0, 1e-4, 0.05])),
    }
