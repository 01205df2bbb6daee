"""Mini-batches: the examples of an epoch in an order drawn anew, cut into pieces of one size.

With order a permutation of 0 to n - 1, and batches of b examples:

    batch_j = order[b j], ..., order[min(b (j + 1), n) - 1],   j = 0 .. ceil(n / b) - 1    (1)

Every example is in one batch of each epoch; the last batch is smaller where b does not divide n.
b = n is batch gradient descent, b = 1 stochastic gradient descent.

Source: Bottou, Curtis & Nocedal 2018, arXiv:1606.04838, section 3; Goodfellow et al. 2016, "Deep
learning", section 8.1.3.
"""

import numpy as np

from netwright.reference._arrays import Whole, count
from netwright.reference.preparation._order import permutation


def forward(order: Whole, *, batch_size: int) -> list[Whole]:
    """Cut an epoch: equation (1).

    Args:
        order: (n,), each number from 0 to n - 1 once.
        batch_size: b, 1 or more.

    Returns:
        The examples of each batch, int64 (b,), the last one perhaps shorter.

    Raises:
        ValueError: if order is no permutation, or batch_size is below 1.

    Example:
        >>> forward(np.array([4, 2, 0, 1, 3]), batch_size=2)
        [array([4, 2]), array([0, 1]), array([3])]
    """
    order = permutation("order", order)
    b = count("batch_size", batch_size)
    return [order[start : start + b] for start in range(0, order.size, b)]  # (1)


def example(rng: np.random.Generator) -> dict[str, Whole | int]:
    """Arguments of ``forward`` for one random case."""
    n = int(rng.integers(1, 40))
    return {"order": rng.permutation(n), "batch_size": int(rng.integers(1, 12))}
