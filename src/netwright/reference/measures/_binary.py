"""Labels of two classes, 1 for what is looked for and 0 for the rest, with some of each."""

from numpy.typing import ArrayLike

from netwright.reference._arrays import Whole, whole


def binary(name: str, labels: ArrayLike, rows: int, *, zeros: bool = True) -> Whole:
    """Take labels as 0 and 1.

    Args:
        name: of the argument, for the error.
        labels: (rows,), 0 or 1.
        rows: how many there must be.
        zeros: True where a 0 is needed as much as a 1.

    Returns:
        int64 (rows,).

    Raises:
        ValueError: if the shape or a number is another, or one of the two never occurs.

    Example:
        >>> binary("labels", [1, 1], 2)
        Traceback (most recent call last):
        ...
        ValueError: labels must hold both 0 and 1; got only 1
    """
    flags = whole(name, labels, rows, below=2)
    if not flags.any():
        raise ValueError(f"{name} must hold a 1 at least; got only 0")
    if zeros and flags.all():
        raise ValueError(f"{name} must hold both 0 and 1; got only 1")
    return flags
