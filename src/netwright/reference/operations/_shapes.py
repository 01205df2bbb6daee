"""What several operations ask of shapes: axes that stretch to each other, one axis by its number.

Broadcasting lines two shapes up at their last axis; an axis of size 1, or one that is missing,
is repeated to the other's size. A number that was repeated reached y several times, so its
gradient is the sum over the repetitions: ``summed_to``. An operation that sums the other way
(``total``, ``mean``) repeats in its gradient: ``repeated_to``.

Source: Harris et al. 2020, "Array programming with NumPy", Nature 585, for the rule.
"""

import numpy as np

from netwright.reference._arrays import Array

Shape = tuple[int, ...]


def broadcast_shape(a: Array, b: Array) -> Shape:
    """The shape that a and b stretch to.

    Args:
        a: any shape.
        b: any shape that stretches to a's, or a's to it.

    Returns:
        The common shape.

    Raises:
        ValueError: if two axes differ and neither has size 1, with both shapes.

    Example:
        >>> broadcast_shape(np.ones((2, 1)), np.ones(3))
        (2, 3)
    """
    rear = zip(reversed(a.shape), reversed(b.shape), strict=False)
    if any(i != j and 1 not in (i, j) for i, j in rear):
        raise ValueError(f"a and b must have shapes that broadcast; got {a.shape} and {b.shape}")
    return np.broadcast_shapes(a.shape, b.shape)


def summed_to(dy: Array, shape: Shape) -> Array:
    """Sum dy over the axes that broadcasting added or stretched: what is left has ``shape``."""
    added = dy.ndim - len(shape)
    stretched = [added + axis for axis, size in enumerate(shape) if size == 1]
    summed: Array = dy.sum(axis=(*range(added), *stretched)).reshape(shape)
    return summed


def repeated_to(dy: Array, shape: Shape, axis: int | None) -> Array:
    """Repeat dy along the axis that was summed away (None: all axes): a new array of ``shape``."""
    kept = dy if axis is None else np.expand_dims(dy, axis)
    return np.broadcast_to(kept, shape).copy()


def checked_axis(axis: int, ndim: int) -> int:
    """The number of an axis, counted from the front; negative ones count from the last.

    Args:
        axis: from -ndim to ndim - 1.
        ndim: how many axes there are; 1 or more.

    Returns:
        From 0 to ndim - 1.

    Raises:
        ValueError: if there is no such axis.

    Example:
        >>> checked_axis(-1, 3)
        2
    """
    if axis not in range(-ndim, ndim):
        raise ValueError(f"axis must be one of {-ndim} to {ndim - 1}; got {axis!r}")
    return int(axis) % ndim


def broadcasting_pair(rng: np.random.Generator) -> dict[str, Array]:
    """Two random arrays a and b of shapes that broadcast, of 0 to 3 axes each."""
    shape = rng.integers(1, 5, size=3)
    pair = {}
    for name in ("a", "b"):
        sizes = np.where(rng.random(3) < 0.3, 1, shape)[rng.integers(0, 4) :]
        pair[name] = np.asarray(rng.normal(size=tuple(sizes)))
    return pair
