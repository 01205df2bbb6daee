"""Gradient descent with momentum: steps along what the gradients have in common.

With learning rate r, momentum mu and L2 decay d, the buffer b zero before the first step:

    h = g + d w                                                                            (1)
    b <- mu b + h                                                                          (2)
    w <- w - r b                                                                           (3)

Directions in which the gradient keeps its sign build up to 1 / (1 - mu) times a plain step;
swings from side to side cancel. The other common form, v <- mu v + (1 - mu) h and w <- w - a v,
is the same descent with v = (1 - mu) b and a = r / (1 - mu): there v is an exponentially weighted
average of the gradients.

Source: Polyak 1964, "Some methods of speeding up the convergence of iteration methods"; Sutskever
et al. 2013, "On the importance of initialization and momentum in deep learning", section 2.
"""

import numpy as np

from netwright.reference._arrays import Array, not_negative, positive, real, share
from netwright.reference.optimisers._state import example_state, like


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
    return weights - rate * momentum, momentum  # (3)


def example(rng: np.random.Generator) -> dict[str, Array | float]:
    """Arguments of ``forward`` for one random case."""
    return {
        **example_state(rng, "momentum"),
        "rate": float(rng.uniform(0.01, 1.0)),
        "mu": float(rng.choice([0.0, 0.5, 0.9])),
        "decay": float(rng.choice([0.0, 0.1])),
    }
