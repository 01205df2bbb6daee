"""Nesterov's momentum: the gradient is looked at where the momentum is about to lead.

With learning rate r, momentum mu and L2 decay d, the buffer b zero before the first step:

    h = g + d w                                                                            (1)
    b <- mu b + h                                                                          (2)
    w <- w - r (h + mu b)                                                                  (3)

In the classical form the parameter is u, the gradient g is taken at u - r mu b, and u <- u - r b.
(3) is the same descent written for the point looked at, w = u - r mu b, so that only gradients at
w are asked for.

Source: Sutskever et al. 2013, "On the importance of initialization and momentum in deep learning",
equations 3 and 4, after Nesterov 1983; Bengio et al. 2013, arXiv:1212.0901, section 3.5, for (3).
"""

import numpy as np

from netwright.reference._arrays import Array, not_negative, positive, real, share
from netwright.reference.optimisers import momentum as classical
from netwright.reference.optimisers._state import like


def forward(
    weights: Array,
    gradient: Array,
    momentum: Array,
    *,
    rate: float,
    mu: float = 0.9,
    decay: float = 0.0,
) -> tuple[Array, Array]:
    """One step: equations (1) to (3).

    Args:
        weights: w, any shape.
        gradient: g = dL/dw, shaped like the weights.
        momentum: b of the step before, shaped like the weights; zero before the first.
        rate: r, above 0.
        mu: share of b that stays, from 0 up to, not at, 1.
        decay: d, 0 or more.

    Returns:
        The new weights, and b.

    Raises:
        ValueError: if the shapes differ, something is empty or not finite, or a setting is out of
            range.

    Example:
        >>> forward(np.array([1.0]), np.array([2.0]), np.array([4.0]), rate=0.1, mu=0.5)
        (array([0.6]), array([4.]))
    """
    weights = real("weights", weights, ...)
    gradient, momentum = like(weights, gradient=gradient, momentum=momentum)
    rate, mu, decay = positive("rate", rate), share("mu", mu), not_negative("decay", decay)

    h = gradient + decay * weights  # (1)
    momentum = mu * momentum + h  # (2)
    return weights - rate * (h + mu * momentum), momentum  # (3)


def example(rng: np.random.Generator) -> dict[str, Array | float]:
    """Arguments of ``forward`` for one random case: those of ``momentum``."""
    return classical.example(rng)
