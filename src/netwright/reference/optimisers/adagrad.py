"""AdaGrad: each weight has a rate of its own, that falls with the gradients it has seen.

With learning rate r and L2 decay d, the sum s zero before the first step:

    h = g + d w                                                                            (1)
    s <- s + h^2                                                                           (2)
    w <- w - r h / (sqrt(s) + eps)                                                         (3)

Weights that seldom get a gradient, such as those of rare words, keep a high rate. s only grows,
so a long training comes to a halt; RMSProp forgets instead.

Source: Duchi, Hazan & Singer 2011, JMLR 12, the diagonal form of figure 1.
"""

import numpy as np

from netwright.reference._arrays import Array, not_negative, positive, real
from netwright.reference.optimisers._state import example_state, like


def forward(
    weights: Array,
    gradient: Array,
    squares: Array,
    *,
    rate: float,
    eps: float = 1e-10,
    decay: float = 0.0,
) -> tuple[Array, Array]:
    """One step: equations (1) to (3).

    Args:
        weights: w, any shape.
        gradient: g = dL/dw, shaped like the weights.
        squares: s of the step before, shaped like the weights; zero before the first.
        rate: r, above 0.
        eps: keeps the division from zero; in the unit of the gradient; above 0.
        decay: d, 0 or more.

    Returns:
        The new weights, and s.

    Raises:
        ValueError: if the shapes differ, something is empty or not finite, squares are below 0,
            or a setting is out of range.

    Example:
        >>> weights, squares = forward(np.array([1.0]), np.array([3.0]), np.array([16.0]), rate=0.5)
        >>> weights.round(6), squares
        (array([0.7]), array([25.]))
    """
    weights = real("weights", weights, ...)
    gradient, squares = like(weights, gradient=gradient, squares=squares)
    rate, eps = positive("rate", rate), positive("eps", eps)
    decay = not_negative("decay", decay)

    h = gradient + decay * weights  # (1)
    squares = squares + h**2  # (2)
    return weights - rate * h / (np.sqrt(squares) + eps), squares  # (3)


def example(rng: np.random.Generator) -> dict[str, Array | float]:
    """Arguments of ``forward`` for one random case."""
    return {
        **example_state(rng, "squares"),
        "rate": float(rng.uniform(0.01, 1.0)),
        "eps": float(rng.choice([1e-10, 0.1])),  # large enough to show where it stands
        "decay": float(rng.choice([0.0, 0.1])),
    }
