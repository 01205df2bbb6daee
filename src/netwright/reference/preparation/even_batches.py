"""Even batches: an epoch cut into pieces whose sizes differ by one at most.

With order a permutation of 0 to n - 1, and batches of about b examples:

    s = ceil(n / b);   floor(n / 2) at most where b > 1;   1 at least                      (1)
    batch_j = order[floor(n j / s)], ..., order[floor(n (j + 1) / s) - 1], j = 0 .. s - 1  (2)

The last of plain mini-batches may hold a single example: a step on it is as long as any other but
knows little, and batch normalisation of one example is undefined. (1) sees to two at least, where
there are two; for b = 2 and odd n one batch has three.

Source: netwright's own.
"""

import math

import numpy as np

from netwright.reference._arrays import Whole, count
from netwright.reference.preparation._order import permutation


def forward(order: Whole, *, batch_size: int) -> list[Whole]:
    """Cut an epoch: equations (1) and (2).

    Args:
        order: (n,), each number from 0 to n - 1 once.
        batch_size: b, 1 or more.

    Returns:
        The examples of each batch, int64.

    Raises:
        ValueError: if order is no permutation, or batch_size is below 1.

    Example:
        >>> forward(np.array([4, 2, 0, 1, 3]), batch_size=4)
        [array([4, 2]), array([0, 1, 3])]
    """
    order = permutation("order", order)
    n, b = order.size, count("batch_size", batch_size)

    steps = math.ceil(n / b)  # (1)
    if b > 1:
        steps = max(1, min(steps, n // 2))  # (1)
    bounds = [n * j // steps for j in range(steps + 1)]  # (2)
    return [order[bounds[j] : bounds[j + 1]] for j in range(steps)]  # (2)


def example(rng: np.random.Generator) -> dict[str, Whole | int]:
    """Arguments of ``forward`` for one random case."""
    n = int(rng.integers(1, 40))
    return {"order": rng.permutation(n), "batch_size": int(rng.integers(1, 12))}
