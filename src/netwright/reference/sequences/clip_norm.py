"""Gradient clipping by the norm: a gradient that is too long is made shorter, not turned.

All gradients of the network as one vector g:

    norm = sqrt(sum_j g_j^2)                                                               (1)
    y    = g min(1, limit / norm)                                                          (2)

and y = g where all are zero. The step keeps its direction, which ``clip_values`` does not. (1) is
computed as top sqrt(sum_j (g_j / top)^2) with top the largest |g_j|: of an exploded gradient, the
squares overflow first. This is done to a gradient, between backward and the optimiser; no gradient
is taken of it.

Source: Pascanu, Mikolov & Bengio 2013, arXiv:1211.5063, algorithm 1.
"""

import numpy as np

from netwright.reference._arrays import Array, positive, real


def forward(gradient: Array, *, limit: float) -> Array:
    """Shorten a gradient: equations (1) and (2).

    Args:
        gradient: g, (d,), any unit; those of all parameters, one after the other.
        limit: the largest norm, in the unit of the gradient; above 0.

    Returns:
        (d,), of norm ``limit`` at most.

    Raises:
        ValueError: if the gradient is no vector, is empty or not finite, or limit is not above 0.

    Example:
        >>> forward(np.array([3.0, 4.0]), limit=1.0)
        array([0.6, 0.8])
    """
    gradient = real("gradient", gradient, "d")
    limit = positive("limit", limit)
    top = float(np.abs(gradient).max()) or 1.0
    norm = float(np.sqrt(((gradient / top) ** 2).sum()))  # (1), in units of top
    return gradient / top * (limit / norm) if norm > limit / top else gradient.copy()  # (2)


def example(rng: np.random.Generator) -> dict[str, Array | float]:
    """Arguments of ``forward`` for one random case, about half of them too long."""
    d = rng.integers(1, 20)
    return {"gradient": rng.normal(size=d), "limit": float(np.sqrt(d) * rng.uniform(0.5, 1.5))}
