"""The standard error of a share, which is not 0 where everything is right.

For x of n rows, with two rows more that are right and two that are wrong,

    p~    = (x + 2) / (n + 4)                                                              (1)
    error = sqrt(p~ (1 - p~) / (n + 4))                                                    (2)

The plain sqrt(p (1 - p) / n) calls 40 right of 40 certain; (2) says 0.03. The four rows are z^2,
half of them right, for z = 2, the two standard errors that cover 19 cases in 20.

Source: Agresti & Coull 1998, "Approximate is better than 'exact' for interval estimation of
binomial proportions".
"""

import math

import numpy as np

from netwright.reference._arrays import count


def forward(*, right: int, rows: int) -> float:
    """How far chance may move a share: equations (1) and (2).

    Args:
        right: x, from 0 to n.
        rows: n, 1 or more.

    Returns:
        One standard error of right / rows, above 0 and below 0.5.

    Raises:
        ValueError: if a number is not whole or too small, or more are right than there are rows.

    Example:
        >>> forward(right=6, rows=12)
        0.125
    """
    rows = count("rows", rows)
    right = count("right", right, least=0)
    if right > rows:
        raise ValueError(f"right must be no more than the rows, {rows}; got {right}")
    p = (right + 2) / (rows + 4)  # (1)
    return math.sqrt(p * (1 - p) / (rows + 4))  # (2)


def example(rng: np.random.Generator) -> dict[str, int]:
    """Arguments of ``forward`` for one random case."""
    rows = int(rng.integers(1, 40))
    return {"right": int(rng.integers(0, rows + 1)), "rows": rows}
