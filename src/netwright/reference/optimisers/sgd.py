"""Gradient descent: a step against the gradient.

With learning rate r and L2 decay d:

    h = g + d w                                                                            (1)
    w <- w - r h                                                                           (2)

(1) is the gradient of the loss plus (d / 2) ||w||^2. Whether g is of one example (stochastic), of
a mini-batch or of all examples (batch gradient descent) is no matter of the step.

Source: Robbins & Monro 1951, "A stochastic approximation method", for the stochastic form.
"""

import numpy as np

from netwright.reference._arrays import Array, not_negative, positive, real
from netwright.reference.optimisers._state import example_state, like


def forward(weights: Array, gradient: Array, *, rate: float, decay: float = 0.0) -> tuple[Array]:
    """One step: equations (1) and (2).

    Args:
        weights: w, any shape.
        gradient: g = dL/dw, shaped like the weights.
        rate: r, above 0.
        decay: d, 0 or more.

    Returns:
        The new weights, alone in a tuple: nothing is kept from step to step.

    Raises:
        ValueError: if the shapes differ, something is empty or not finite, or a setting is out of
            range.

    Example:
        >>> forward(np.array([1.0, 2.0]), np.array([5.0, -5.0]), rate=0.1)
        (array([0.5, 2.5]),)
    """
    weights = real("weights", weights, ...)
    (gradient,) = like(weights, gradient=gradient)
    rate, decay = positive("rate", rate), not_negative("decay", decay)

    h = gradient + decay * weights  # (1)
    return (weights - rate * h,)  # (2)


def example(rng: np.random.Generator) -> dict[str, Array | float]:
    """Arguments of ``forward`` for one random case."""
    return {
        **example_state(rng),
        "rate": float(rng.uniform(0.01, 1.0)),
        "decay": float(rng.choice([0.0, 0.1])),
    }
