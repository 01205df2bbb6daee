"""Wilson's interval of a share: where the true share may lie, never below 0 or above 1.

For x of n, with p = x / n and z standard errors to each side,

    centre = (p + z^2 / (2 n)) / (1 + z^2 / n)                                             (1)
    half   = z sqrt(p (1 - p) / n + z^2 / (4 n^2)) / (1 + z^2 / n)                         (2)

The ends are the shares from which p is just z standard errors away, so that 40 right of 40 leave
0.91 possible where p +- z sqrt(p (1 - p) / n) leaves nothing. z = 1.96 covers 19 cases in 20.

Source: Wilson 1927, "Probable inference, the law of succession, and statistical inference",
Journal of the American Statistical Association 22.
"""

import math

import numpy as np

from netwright.reference._arrays import count, positive


def forward(*, right: int, rows: int, z: float = 1.96) -> tuple[float, float]:
    """The ends of the interval: centre - half and centre + half.

    Args:
        right: x, from 0 to n.
        rows: n, 1 or more.
        z: standard errors to each side, above 0.

    Returns:
        The lower and the upper end, from 0 to 1.

    Raises:
        ValueError: if a count is not whole or too small, more are right than there are rows, or z
            is not above 0.

    Example:
        >>> [round(end, 3) for end in forward(right=40, rows=40)]
        [0.912, 1.0]
    """
    rows, z = count("rows", rows), positive("z", z)
    right = count("right", right, least=0)
    if right > rows:
        raise ValueError(f"right must be no more than the rows, {rows}; got {right}")
    p, more = right / rows, 1 + z**2 / rows
    centre = (p + z**2 / (2 * rows)) / more  # (1)
    half = z * math.sqrt(p * (1 - p) / rows + z**2 / (4 * rows**2)) / more  # (2)
    return max(0.0, centre - half), min(1.0, centre + half)


def example(rng: np.random.Generator) -> dict[str, int | float]:
    """Arguments of ``forward`` for one random case."""
    rows = int(rng.integers(1, 60))
    z = float(rng.choice([1.0, 1.645, 1.96, 2.576]))
    return {"right": int(rng.integers(0, rows + 1)), "rows": rows, "z": z}
