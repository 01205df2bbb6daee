"""How far a share may be off, and how many of many small chances are more than chance.

    p'        = (k + 2) / (n + 4)                 a share with two of each kind added       (1)
    variance  = p' (1 - p') / (n + 4)                                                       (2)
    Wilson    = (p + z^2 / 2n +- z sqrt(p (1 - p) / n + z^2 / 4n^2)) / (1 + z^2 / n)        (3)
    adjusted  p_(i) -> min over j >= i of p_(j) m / j                                       (4)
    excess    P(K >= k), K hypergeometric: k of the e errors fall on s of n by chance       (5)
    sign      2 min(P(K <= k), P(K >= k)), K binomial of n and a half                       (6)

(1) and (2) keep 0 of 40 from looking exact. (4) holds the share of false discoveries.
Source: Agresti & Coull 1998 for (1); Wilson 1927 for (3); Benjamini & Hochberg 1995 for (4);
Fisher 1935 for (5); McNemar 1947 in its exact form for (6).
"""

import math

import numpy as np
from numpy.typing import NDArray

Z95 = 1.959963984540054  # two-sided 95 % of a normal distribution
NOTHING = 1e-15  # of a sum


def share_variance(share: float, count: int | None) -> float:
    """The variance of a share, equations (1) and (2).

    Args:
        share: from 0 to 1.
        count: of examples; None for an exact figure.

    Returns:
        The variance; 0 for an exact figure.
    """
    if count is None:
        return 0.0
    shrunk = (share * count + 2) / (count + 4)  # (1)
    return shrunk * (1 - shrunk) / (count + 4)  # (2)


def wilson(successes: int, count: int, *, z: float = Z95) -> tuple[float, float]:
    """The interval (3).

    Args:
        successes: from 0 to ``count``.
        count: of examples; 0 leaves everything open.
        z: how many standard errors.

    Returns:
        Lowest and highest share, from 0 to 1.

    Example:
        >>> low, high = wilson(0, 10)
        >>> (round(low, 3), round(high, 3))
        (0.0, 0.278)
    """
    if count == 0:
        return 0.0, 1.0
    p, square = successes / count, z * z / count
    middle = p + square / 2
    reach = math.sqrt(square * (p * (1 - p) + square / 4))
    low, high = (middle - reach) / (1 + square), (middle + reach) / (1 + square)  # (3)
    # exact at both ends, where rounding may leave 1e-17
    return (0.0 if successes == 0 else low), (1.0 if successes == count else high)


def benjamini_hochberg(chances: NDArray[np.floating]) -> NDArray[np.float64]:
    """Chances adjusted for how many were looked at, equation (4).

    Args:
        chances: (m,), from 0 to 1.

    Returns:
        float64 (m,), in the same order, from 0 to 1. Those at most q are a list of which a
        share of q is false, on average, for independent or positively related tests.

    Example:
        >>> benjamini_hochberg(np.array([0.01, 0.5, 0.02, 0.04])).round(3).tolist()
        [0.04, 0.5, 0.04, 0.053]
    """
    p = np.asarray(chances, dtype=np.float64)
    order = np.argsort(p, kind="stable")
    scaled = p[order] * len(p) / np.arange(1, len(p) + 1)
    lowest = np.minimum.accumulate(scaled[::-1])[::-1]  # (4)
    adjusted = np.empty_like(p)
    adjusted[order] = np.minimum(lowest, 1.0)
    return adjusted


def excess_chance(hits: int, size: int, errors: int, count: int) -> float:
    """The chance that so many errors or more fall on a slice, equation (5).

    Args:
        hits: errors on the slice.
        size: examples of the slice.
        errors: errors in all.
        count: examples in all.

    Returns:
        From 0 to 1.
    """
    log_all, total = _log_choose(count, errors), 0.0
    for k in range(max(hits, errors + size - count), min(size, errors) + 1):
        logs = _log_choose(size, k) + _log_choose(count - size, errors - k)
        term = math.exp(logs - log_all)
        total += term  # (5)
        if k * count > errors * size and term < total * NOTHING:
            break  # behind the mean the terms only fall
    return min(1.0, total)


def sign_chance(first: int, second: int) -> float:
    """The chance of a split as uneven as this one between two equal sides, equation (6).

    Args:
        first: cases for the one side.
        second: cases for the other.

    Returns:
        From 0 to 1, two-sided; 1 where there are no cases.
    """
    count, fewer = first + second, min(first, second)
    half = count * math.log(2)
    tail = math.fsum(math.exp(_log_choose(count, k) - half) for k in range(fewer + 1))
    return min(1.0, 2 * tail)  # (6)


def _log_choose(count: int, some: int) -> float:
    return math.lgamma(count + 1) - math.lgamma(some + 1) - math.lgamma(count - some + 1)
