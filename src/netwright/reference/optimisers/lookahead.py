"""Lookahead: slow weights that go part of the way to where the fast ones have gone.

With fast weights w after some steps of any optimiser, slow weights p and a share a:

    p <- p + a (w - p)                                                                     (1)
    w <- p                                                                                 (2)

A share of 1 would leave the optimiser as it is. A smaller one averages the ends of many short
walks: steps to and fro across a valley cancel, those along it add up.

Source: Zhang, Lucas, Hinton & Ba 2019, "Lookahead Optimizer: k steps forward, 1 step back",
arXiv:1907.08610, algorithm 1.
"""

import numpy as np

from netwright.reference._arrays import Array, real, share
from netwright.reference.optimisers._state import like


def forward(weights: Array, slow: Array, *, part: float = 0.5) -> tuple[Array, Array]:
    """Bring both together: equations (1) and (2).

    Args:
        weights: w, any shape.
        slow: p, shaped like the weights.
        part: a, from 0 up to, not at, 1.

    Returns:
        The new weights, and the new slow weights: equal numbers in two arrays.

    Raises:
        ValueError: if the shapes differ, something is empty or not finite, or the part is out of
            range.

    Example:
        >>> forward(np.array([3.0]), np.array([1.0]), part=0.25)
        (array([1.5]), array([1.5]))
    """
    weights = real("weights", weights, ...)
    (slow,) = like(weights, slow=slow)
    part = share("part", part)

    slow = slow + part * (weights - slow)  # (1)
    return slow.copy(), slow  # (2)


def example(rng: np.random.Generator) -> dict[str, Array | float]:
    """Arguments of ``forward`` for one random case."""
    sizes = rng.integers(1, 6, size=int(rng.integers(1, 4)))
    shape = tuple(int(size) for size in sizes)
    return {
        "weights": rng.normal(size=shape),
        "slow": rng.normal(size=shape),
        "part": float(rng.choice([0.0, 0.2, 0.5, 0.8])),
    }
