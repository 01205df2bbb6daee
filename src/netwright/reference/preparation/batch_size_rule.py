"""How many examples a step takes: the common rule.

With n training examples and a wish w:

    b = n                                            where n <= 2,000                      (1)
    b = 2^round(log2 w), from 64 to 512              else                                  (2)

A small set fits into one step, and its gradient is exact: batch gradient descent. On a large one,
powers of two suit the memory and the vector units of processors; smaller batches make noisier but
many more steps for the same work.

Source: common practice; Goodfellow et al. 2016, "Deep learning", section 8.1.3.
"""

import math

import numpy as np

from netwright.reference._arrays import count, positive

SMALL = 2_000
LEAST, MOST = 64, 512


def forward(examples: int, *, wish: float = 128) -> int:
    """Choose a batch size: equation (1) or (2).

    Args:
        examples: n, 1 or more.
        wish: w, examples in a step, above 0.

    Returns:
        b, examples in a step.

    Raises:
        ValueError: if a number is out of range.

    Example:
        >>> forward(1_797), forward(60_000), forward(60_000, wish=300)
        (1797, 128, 256)
    """
    n, wish = count("examples", examples), positive("wish", wish)
    if n <= SMALL:
        return n  # (1)
    power = int(2 ** round(math.log2(wish)))  # (2)
    return min(max(power, LEAST), MOST)  # (2)


def example(rng: np.random.Generator) -> dict[str, int | float]:
    """Arguments of ``forward`` for one random case."""
    return {"examples": int(rng.integers(1, 5_000)), "wish": float(rng.integers(1, 1_000))}
