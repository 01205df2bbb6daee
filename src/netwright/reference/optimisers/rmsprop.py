"""RMSProp: each gradient divided by the root of the mean square of the latest ones.

With learning rate r, averaging share a, momentum mu and L2 decay d; v and b zero before the first
step:

    h = g + d w                                                                            (1)
    v <- a v + (1 - a) h^2                                                                 (2)
    b <- mu b + h / (sqrt(v) + eps)                                                        (3)
    w <- w - r b                                                                           (4)

Steep directions are damped and flat ones stretched, so one rate suits all weights. v forgets:
what AdaGrad's sum does not. mu = 0 is the plain form.

Source: Tieleman & Hinton 2012, "Neural networks for machine learning", lecture 6.5; (3) with
momentum as in Graves 2013, arXiv:1308.0850, equations (38) to (41), without its centring and
with eps outside of the root.
"""

import numpy as np

from netwright.reference._arrays import Array, not_negative, positive, real, share
from netwright.reference.optimisers._state import example_state, like


def forward(
    weights: Array,
    gradient: Array,
    squares: Array,
    momentum: Array,
    *,
    rate: float,
    beta2: float = 0.9,
    mu: float = 0.0,
    eps: float = 1e-8,
    decay: float = 0.0,
) -> tuple[Array, Array, Array]:
    """One step: equations (1) to (4).

    Args:
        weights: w, any shape.
        gradient: g = dL/dw, shaped like the weights.
        squares: v of the step before, shaped like the weights; zero before the first.
        momentum: b of the step before, shaped like the weights; zero before the first.
        rate: r, above 0.
        beta2: a, the share of v that stays, from 0 up to, not at, 1.
        mu: the share of b that stays, from 0 up to, not at, 1.
        eps: keeps the division from zero; in the unit of the gradient; above 0.
        decay: d, 0 or more.

    Returns:
        The new weights, v and b.

    Raises:
        ValueError: if the shapes differ, something is empty or not finite, squares are below 0,
            or a setting is out of range.

    Example:
        >>> one, zero = np.array([1.0]), np.array([0.0])
        >>> weights, squares, _ = forward(one, 4 * one, zero, zero, rate=0.1, beta2=0.75)
        >>> weights.round(6), squares
        (array([0.8]), array([4.]))
    """
    weights = real("weights", weights, ...)
    gradient, squares, momentum = like(
        weights, gradient=gradient, squares=squares, momentum=momentum
    )
    rate, eps, decay = positive("rate", rate), positive("eps", eps), not_negative("decay", decay)
    beta2, mu = share("beta2", beta2), share("mu", mu)

    h = gradient + decay * weights  # (1)
    squares = beta2 * squares + (1 - beta2) * h**2  # (2)
    momentum = mu * momentum + h / (np.sqrt(squares) + eps)  # (3)
    return weights - rate * momentum, squares, momentum  # (4)


def example(rng: np.random.Generator) -> dict[str, Array | float]:
    """Arguments of ``forward`` for one random case."""
    return {
        **example_state(rng, "squares", "momentum"),
        "rate": float(rng.uniform(0.01, 1.0)),
        "beta2": float(rng.choice([0.5, 0.9, 0.99])),
        "mu": float(rng.choice([0.0, 0.9])),
        "eps": float(rng.choice([1e-8, 0.1])),  # large enough to show where it stands
        "decay": float(rng.choice([0.0, 0.1])),
    }
