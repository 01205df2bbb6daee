"""The standard error of a mean.

For n numbers v, drawn one like the other,

    s^2   = sum_i (v_i - mean v)^2 / (n - 1)                                               (1)
    error = s / sqrt(n)                                                                    (2)

The mean lies within 2 errors of what very many rows would give about 19 times in 20, once n is
not small. n - 1 because the mean is taken from the same numbers and lies too well among them.

Source: Casella & Berger 2002, "Statistical Inference", theorem 5.2.6.
"""

import math

import numpy as np

from netwright.reference._arrays import Array, real


def forward(values: Array) -> float:
    """How far chance may move a mean: equations (1) and (2).

    Args:
        values: (n,), any unit, n at least 2.

    Returns:
        One standard error, in the unit of values.

    Raises:
        ValueError: if there are fewer than 2 numbers, the shape is another, or one is not finite.

    Example:
        >>> forward(np.array([1.0, 3.0]))
        1.0
    """
    values = real("values", values, "n")
    n = len(values)
    if n < 2:
        raise ValueError("values must be 2 or more, to have a spread; got 1")
    s = math.sqrt(((values - values.mean()) ** 2).sum() / (n - 1))  # (1)
    return s / math.sqrt(n)  # (2)


def example(rng: np.random.Generator) -> dict[str, Array]:
    """Arguments of ``forward`` for one random case."""
    return {"values": rng.normal(size=rng.integers(2, 12))}
