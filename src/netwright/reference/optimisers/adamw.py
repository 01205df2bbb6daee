"""AdamW: Adam with a weight decay of its own, which its averages do not see.

With learning rate r, decoupled decay d, and t = 1, 2, ... the number of the step:

    u = (1 - r d) w                                                                        (1)
    w, m, v <- Adam's step (1) to (5) from u, with its own decay 0                         (2)

L2 decay in Adam is divided by sqrt(vhat) like all of the gradient, so weights with large
gradients are hardly decayed at all. Here all weights shrink by the same share.

Source: Loshchilov & Hutter 2019, arXiv:1711.05101, algorithm 2; the rate multiplies d, as in most
programs (the paper's schedule multiplier does).
"""

import numpy as np

from netwright.reference._arrays import Array, not_negative, positive, real
from netwright.reference.optimisers import adam


def forward(
    weights: Array,
    gradient: Array,
    mean: Array,
    squares: Array,
    *,
    step: int,
    rate: float,
    beta1: float = 0.9,
    beta2: float = 0.999,
    eps: float = 1e-8,
    decay: float = 0.0,
) -> tuple[Array, Array, Array]:
    """One step: equations (1) and (2).

    Args:
        weights: w, any shape.
        gradient: g = dL/dw, shaped like the weights.
        mean: m of the step before, shaped like the weights; zero before the first.
        squares: v of the step before, shaped like the weights; zero before the first.
        step: t, 1 for the first step.
        rate: r, above 0.
        beta1: the share of m that stays, from 0 up to, not at, 1.
        beta2: the share of v that stays, from 0 up to, not at, 1.
        eps: keeps the division from zero; in the unit of the gradient; above 0.
        decay: d, 0 or more.

    Returns:
        The new weights, m and v.

    Raises:
        ValueError: if the shapes differ, something is empty or not finite, squares are below 0,
            or a setting is out of range.

    Example:
        >>> one, zero = np.array([1.0]), np.array([0.0])
        >>> forward(one, zero, zero, zero, step=1, rate=0.5, decay=0.5)[0]  # decay alone
        array([0.75])
    """
    weights = real("weights", weights, ...)
    rate, decay = positive("rate", rate), not_negative("decay", decay)

    shrunk = (1 - rate * decay) * weights  # (1)
    return adam.forward(
        shrunk, gradient, mean, squares, step=step, rate=rate, beta1=beta1, beta2=beta2, eps=eps
    )  # (2)


def example(rng: np.random.Generator) -> dict[str, Array | float]:
    """Arguments of ``forward`` for one random case."""
    return adam.example(rng)
