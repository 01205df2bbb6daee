"""The lengths of vectors that must have a direction."""

import numpy as np

from netwright.reference._arrays import Array


def lengths(name: str, vectors: Array) -> Array:
    """Length of each vector along the last axis, or a ``ValueError`` that names a vector of zeros.

    Args:
        name: of the argument, for the error.
        vectors: (..., d), any unit.

    Returns:
        (..., 1), above 0, in the unit of the vectors.

    Raises:
        ValueError: if a vector has no length, and so no direction.

    Example:
        >>> lengths("words", np.array([[3.0, 4.0], [0.0, 2.0]]))
        array([[5.],
               [2.]])
    """
    found: Array = np.sqrt((vectors**2).sum(axis=-1, keepdims=True))
    if (found == 0).any():
        where = tuple(int(i) for i in np.argwhere(found[..., 0] == 0)[0])
        place = f" at {where}" if where else ""
        raise ValueError(f"{name} must have a length above 0 to point anywhere; got zeros{place}")
    return found
