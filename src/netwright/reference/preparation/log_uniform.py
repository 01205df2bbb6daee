"""Log-uniform settings: every order of magnitude is tried as often as any other.

With u uniform from 0 to 1, for a setting from low to high:

    r = log10(low) + u (log10(high) - log10(low)),   value = 10^r                          (1)

and for one near 1, such as a momentum, where its distance from 1 is what counts:

    r = log10(1 - low) + u (log10(1 - high) - log10(1 - low)),   value = 1 - 10^r          (2)

Drawn evenly from 0.0001 to 1, nine of ten learning rates would be above 0.1; with (1), a quarter.
A momentum of 0.9 averages ten steps and 0.999 a thousand: (2) tries both ends alike, and 0.99 is
in the middle.

Source: Bergstra & Bengio 2012, JMLR 13, where settings are "drawn geometrically" as in (1).
"""

import numpy as np

from netwright.reference._arrays import Array, real


def forward(uniform: Array, *, low: float, high: float, near_one: bool = False) -> Array:
    """Turn uniform draws into settings: equation (1) or (2).

    Args:
        uniform: u, (n,), from 0 to 1.
        low: smallest value; above 0 for (1), 0 or more for (2).
        high: largest value, above low; below 1 for (2).
        near_one: whether (2) is meant.

    Returns:
        Values of shape (n,), from low to high.

    Raises:
        ValueError: if u is empty or not from 0 to 1, or the range is not one.

    Example:
        >>> half = np.array([0.5])
        >>> forward(half, low=1e-4, high=1.0).round(6)
        array([0.01])
        >>> forward(half, low=0.9, high=0.999, near_one=True).round(6)
        array([0.99])
    """
    u = real("uniform", uniform, "n")
    if u.min() < 0 or u.max() > 1:
        raise ValueError(f"uniform must hold numbers from 0 to 1; got {u.min()} to {u.max()}")
    if near_one:
        if not 0 <= low < high < 1:
            raise ValueError(f"low and high must rise within 0 to below 1; got {low!r}, {high!r}")
        return 1 - _between(u, 1 - low, 1 - high)  # (2)
    if not 0 < low < high < np.inf:
        raise ValueError(
            f"low and high must be finite and rise from above 0; got {low!r}, {high!r}"
        )
    return _between(u, low, high)  # (1)


def example(rng: np.random.Generator) -> dict[str, Array | float | bool]:
    """Arguments of ``forward`` for one random case."""
    near_one = bool(rng.integers(2))
    return {
        "uniform": rng.random(size=rng.integers(1, 8)),
        "low": 0.9 if near_one else 1e-4,
        "high": 0.999 if near_one else 1.0,
        "near_one": near_one,
    }


def _between(u: Array, first: float, last: float) -> Array:
    r = np.log10(first) + u * (np.log10(last) - np.log10(first))  # (1), (2)
    value: Array = 10**r  # (1), (2)
    return value
