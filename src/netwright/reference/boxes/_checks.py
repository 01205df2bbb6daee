"""What boxes must be, beyond numbers of the right shape: corners in order, sizes above 0."""

import numpy as np
from numpy.typing import ArrayLike

from netwright.reference._arrays import Array, Size, real
from netwright.reference.activations import softmax


def corners(name: str, value: ArrayLike, *shape: Size) -> Array:
    """Take ``value`` as boxes x1, y1, x2, y2 with x1 < x2 and y1 < y2.

    Args:
        name: of the argument, for the error.
        value: (*shape, 4).
        *shape: of the axes before the last.

    Returns:
        float64.

    Raises:
        ValueError: if the shape is wrong, something is empty or not finite, or a box has no area.

    Example:
        >>> corners("a", [[0, 0, 2, 0]], "n")
        Traceback (most recent call last):
        ...
        ValueError: a must be boxes (x1, y1, x2, y2), x1 < x2, y1 < y2; got [0.0, 0.0, 2.0, 0.0]
    """
    boxes = real(name, value, *shape, 4)
    wrong = (boxes[..., 2:] <= boxes[..., :2]).any(axis=-1)
    if wrong.any():
        raise ValueError(
            f"{name} must be boxes (x1, y1, x2, y2), x1 < x2, y1 < y2; "
            f"got {boxes[wrong][0].tolist()}"
        )
    return boxes


def raw_boxes(name: str, value: ArrayLike, *shape: Size) -> Array:
    """Take ``value`` as a network's numbers for boxes, (*shape, 5 + k); else a ``ValueError``."""
    found = real(name, value, *shape, "5 + k")
    if found.shape[-1] < 6:
        raise ValueError(
            f"{name} must have 6 numbers or more for each box, 5 and the classes; "
            f"got {found.shape[-1]}"
        )
    return found


def class_shares(raw: Array) -> Array:
    """The probabilities of the classes, (..., k), of raw boxes (..., 5 + k)."""
    logits = raw[..., 5:]
    shares, _ = softmax.forward(logits.reshape(-1, logits.shape[-1]))
    return shares.reshape(logits.shape)


def sizes(name: str, value: ArrayLike, *shape: Size) -> Array:
    """Take ``value`` as widths and heights above 0, (*shape, 2); else a ``ValueError``."""
    found = real(name, value, *shape, 2)
    wrong = (found <= 0).any(axis=-1)
    if wrong.any():
        pair = np.asarray(found[wrong][0]).tolist()
        raise ValueError(f"{name} must be widths and heights above 0; got {pair}")
    return found
