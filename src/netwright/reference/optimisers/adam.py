"""Adam: momentum and RMSProp in one, both corrected for their start at zero.

With learning rate r, shares b1 and b2, L2 decay d, and t = 1, 2, ... the number of the step:

    h = g + d w                                                                            (1)
    m <- b1 m + (1 - b1) h                                                                 (2)
    v <- b2 v + (1 - b2) h^2                                                               (3)
    mhat = m / (1 - b1^t),   vhat = v / (1 - b2^t)                                         (4)
    w <- w - r mhat / (sqrt(vhat) + eps)                                                   (5)

m and v start at zero, so the weights of the averages (2) and (3) sum to 1 - b^t only; (4) divides
by that. Without it the first steps would be (1 - b1) / sqrt(1 - b2) times too long: 3 times, with
the usual shares. A step is about r long whatever the scale of the loss.

Source: Kingma & Ba 2015, arXiv:1412.6980, algorithm 1.
"""

import numpy as np

from netwright.reference._arrays import Array, count, not_negative, positive, real, share
from netwright.reference.optimisers._state import example_state, like


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
    """One step: equations (1) to (5).

    Args:
        weights: w, any shape.
        gradient: g = dL/dw, shaped like the weights.
        mean: m of the step before, shaped like the weights; zero before the first.
        squares: v of the step before, shaped like the weights; zero before the first.
        step: t, 1 for the first step.
        rate: r, above 0.
        beta1: b1, the share of m that stays, from 0 up to, not at, 1.
        beta2: b2, the share of v that stays, from 0 up to, not at, 1.
        eps: keeps the division from zero; in the unit of the gradient; above 0.
        decay: d, 0 or more; added to the gradient (AdamW keeps it out of m and v).

    Returns:
        The new weights, m and v.

    Raises:
        ValueError: if the shapes differ, something is empty or not finite, squares are below 0,
            or a setting is out of range.

    Example:
        >>> one, zero = np.array([1.0]), np.array([0.0])
        >>> weights, mean, _ = forward(one, 5 * one, zero, zero, step=1, rate=0.1, beta1=0.5)
        >>> weights.round(6), mean  # the first step is r long in each direction
        (array([0.9]), array([2.5]))
    """
    weights = real("weights", weights, ...)
    gradient, mean, squares = like(weights, gradient=gradient, mean=mean, squares=squares)
    step, beta1, beta2 = count("step", step), share("beta1", beta1), share("beta2", beta2)
    rate, eps, decay = positive("rate", rate), positive("eps", eps), not_negative("decay", decay)

    h = gradient + decay * weights  # (1)
    mean = beta1 * mean + (1 - beta1) * h  # (2)
    squares = beta2 * squares + (1 - beta2) * h**2  # (3)
    mean_hat = mean / (1 - beta1**step)  # (4)
    squares_hat = squares / (1 - beta2**step)  # (4)
    return weights - rate * mean_hat / (np.sqrt(squares_hat) + eps), mean, squares  # (5)


def example(rng: np.random.Generator) -> dict[str, Array | float]:
    """Arguments of ``forward`` for one random case."""
    return {
        **example_state(rng, "mean", "squares"),
        "step": int(rng.integers(1, 20)),
        "rate": float(rng.uniform(0.01, 1.0)),
        "beta1": float(rng.choice([0.0, 0.9])),
        "beta2": float(rng.choice([0.9, 0.999])),
        "eps": float(rng.choice([1e-8, 0.1])),  # large enough to show where it stands
        "decay": float(rng.choice([0.0, 0.1])),
    }
