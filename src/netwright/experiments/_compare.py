"""Is one run better than another on the same rows, or is it chance?

For each row d_i = (wrongness of the first) - (wrongness of the second), where the wrongness is
0 or 1 for a class and the squared error for a number:

    difference = mean d_i,   standard error = s(d) / sqrt(n),   t = difference / error     (1)

Pairing removes what both runs find hard. |t| above 2 happens by chance in about 1 of 20 pairs of
equal runs (two-sided, n large).

Source: Dietterich 1998, Neural Computation 10(7), for paired comparison on one test set.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from netwright.errors import DataError

SURE = 2.0  # |t| from which a difference is called one


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Equation (1).

    Args:
        rows: how many were compared.
        difference: mean wrongness of the first minus that of the second; above 0 where the
            second is better.
        standard_error: of the difference.
        t: difference over standard error; 0 where both are 0.
        better: "first", "second" or "not decided".
    """

    rows: int
    difference: float
    standard_error: float
    t: float
    better: str


def compare_losses(first: NDArray[np.floating], second: NDArray[np.floating]) -> Comparison:
    """Compare two runs row by row.

    Args:
        first: (n,), how wrong the first is on each row; larger is worse.
        second: (n,), the same for the second, on the same rows.

    Returns:
        The comparison.

    Raises:
        DataError: if there are fewer than 2 rows, or not the same number.

    Example:
        >>> compare_losses(np.array([1.0, 1, 1, 0]), np.array([0.0, 0, 0, 0])).better
        'second'
    """
    if len(first) != len(second) or len(first) < 2:
        raise DataError(
            f"runs must have the same rows, 2 or more; got {len(first)} and {len(second)}"
        )
    gaps = first.astype(np.float64) - second.astype(np.float64)
    difference = float(gaps.mean())
    error = float(gaps.std(ddof=1)) / math.sqrt(len(gaps))
    if error > 0:
        t = difference / error
    else:
        t = math.copysign(math.inf, difference) if difference else 0.0
    better = "not decided" if abs(t) < SURE else "second" if t > 0 else "first"
    return Comparison(
        rows=len(gaps), difference=difference, standard_error=error, t=t, better=better
    )
