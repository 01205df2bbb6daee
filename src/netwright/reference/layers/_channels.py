"""The one shape that every form of batch normalisation works in: a batch, channels, places."""

import numpy as np
from numpy.typing import ArrayLike

from netwright.reference._arrays import Array, real

TABLE, PICTURES = 2, 4  # axes


def by_channel(name: str, value: ArrayLike, channels: int) -> Array:
    """Take rows (n, c) or pictures (n, c, h, w) as (n, c, places): one place, or h w of them.

    Args:
        name: of the argument, for the error.
        value: any unit.
        channels: c, as the other arguments have it.

    Returns:
        (n, c, places), float64.

    Raises:
        ValueError: if it has neither shape, no elements, or one is not finite.

    Example:
        >>> by_channel("x", np.ones((5, 3, 2, 2)), 3).shape
        (5, 3, 4)
    """
    shape = np.shape(value)
    if len(shape) not in (TABLE, PICTURES) or shape[1] != channels:
        c = channels
        raise ValueError(f"{name} must have shape (n, {c}) or (n, {c}, h, w); got {shape}")
    array = real(name, value, ...)
    return array.reshape(shape[0], channels, -1)


def several(name: str, batch: Array) -> int:
    """How many values a channel of (n, c, places) has; a ``ValueError`` if one alone."""
    values = int(batch.shape[0] * batch.shape[2])
    if values == 1:
        raise ValueError(f"{name} must have two values or more in each channel; got 1")
    return values


def variances(name: str, value: ArrayLike, channels: int) -> Array:
    """Take (c,) as variances; a ``ValueError`` if one is below 0."""
    found = real(name, value, channels)
    if (found < 0).any():
        raise ValueError(f"{name} must be 0 or more everywhere; got {found.min()}")
    return found
