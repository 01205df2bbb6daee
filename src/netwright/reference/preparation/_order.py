"""The order in which an epoch takes the examples."""

import numpy as np

from netwright.reference._arrays import Whole, whole


def permutation(name: str, order: Whole) -> Whole:
    """Take whole numbers in which each of 0 to n - 1 stands once.

    Args:
        name: of the argument, for the error.
        order: (n,).

    Returns:
        int64 (n,).

    Raises:
        ValueError: if it has another shape, no elements, or a number is missing or out of range.

    Example:
        >>> permutation("order", np.array([2, 0, 0]))
        Traceback (most recent call last):
        ...
        ValueError: order must hold every number from 0 to 2 once; got no 1
    """
    order = whole(name, order, "n", below=np.size(order))
    missing = np.setdiff1d(np.arange(order.size), order)
    if missing.size:
        last = order.size - 1
        raise ValueError(
            f"{name} must hold every number from 0 to {last} once; got no {missing[0]}"
        )
    return order
