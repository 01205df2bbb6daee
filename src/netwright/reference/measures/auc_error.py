"""The standard error of the area under a ROC curve.

For an area A from P rows of label 1 and N of label 0, with scores taken as exponential in both:

    Q1 = A / (2 - A)    two ones are both above a zero                                     (1)
    Q2 = 2 A^2 / (1 + A)    a one is above both of two zeros                               (2)
    error = sqrt((A (1 - A) + (P - 1)(Q1 - A^2) + (N - 1)(Q2 - A^2)) / (P N))              (3)

It depends on the order of scores alone, and little on their being exponential. It is 0 at A = 1:
with few rows that is too sure.

Source: Hanley & McNeil 1982, "The meaning and use of the area under a receiver operating
characteristic (ROC) curve".
"""

import math

import numpy as np

from netwright.reference._arrays import count


def forward(area: float, *, ones: int, zeros: int) -> float:
    """How far chance may move an area: equations (1) to (3).

    Args:
        area: A, from 0 to 1.
        ones: P, 1 or more.
        zeros: N, 1 or more.

    Returns:
        One standard error, from 0 to 0.5.

    Raises:
        ValueError: if the area is not from 0 to 1, or a count is not a whole number from 1 on.

    Example:
        >>> forward(0.5, ones=1, zeros=1)  # one pair is right or not
        0.5
    """
    if not 0 <= area <= 1:
        raise ValueError(f"area must be a share of all pairs, from 0 to 1; got {area!r}")
    ones, zeros = count("ones", ones), count("zeros", zeros)
    q1 = area / (2 - area)  # (1)
    q2 = 2 * area**2 / (1 + area)  # (2)
    variance = area * (1 - area) + (ones - 1) * (q1 - area**2) + (zeros - 1) * (q2 - area**2)
    return math.sqrt(max(variance, 0.0) / (ones * zeros))  # (3)


def example(rng: np.random.Generator) -> dict[str, float | int]:
    """Arguments of ``forward`` for one random case: an area there are pairs for, ties half."""
    ones, zeros = (int(size) for size in rng.integers(1, 12, 2))
    pairs = ones * zeros
    return {"area": int(rng.integers(0, 2 * pairs + 1)) / (2 * pairs), "ones": ones, "zeros": zeros}
