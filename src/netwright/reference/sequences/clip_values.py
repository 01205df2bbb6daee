"""Gradient clipping number by number: each part of a gradient is kept within bounds of its own.

    y_j = min(max(g_j, -limit), limit)                                                     (1)

Simple, but the clipped gradient can point elsewhere: (10, 1) becomes (1, 1) with limit 1.
``clip_norm`` keeps the direction. This is done to a gradient, between backward and the optimiser;
no gradient is taken of it.

Source: Mikolov 2012, "Statistical language models based on neural networks", PhD thesis, Brno
University of Technology.
"""

import numpy as np

from netwright.reference._arrays import Array, positive, real


def forward(gradient: Array, *, limit: float) -> Array:
    """Cut off what lies outside the bounds: equation (1).

    Args:
        gradient: g, (d,), any unit; those of all parameters, one after the other.
        limit: the largest absolute value, in the unit of the gradient; above 0.

    Returns:
        (d,), from -limit to limit.

    Raises:
        ValueError: if the gradient is no vector, is empty or not finite, or limit is not above 0.

    Example:
        >>> forward(np.array([10.0, 1.0, -0.5]), limit=1.0)
        array([ 1. ,  1. , -0.5])
    """
    gradient = real("gradient", gradient, "d")
    limit = positive("limit", limit)
    return np.minimum(np.maximum(gradient, -limit), limit)  # (1)


def example(rng: np.random.Generator) -> dict[str, Array | float]:
    """Arguments of ``forward`` for one random case."""
    d = rng.integers(1, 20)
    return {"gradient": rng.normal(size=d), "limit": float(rng.uniform(0.2, 2.0))}
