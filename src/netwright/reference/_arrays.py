"""What every equation asks of its inputs: numbers of the right shape, some of them, all finite.

The errors are plain ``ValueError``: this room knows no other one. All have one form,
``<name> must ...; got ...``.
"""

from numbers import Real
from types import EllipsisType

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
Whole = NDArray[np.int64]
Size = int | str | EllipsisType


def real(name: str, value: ArrayLike, *shape: Size) -> Array:
    """Take ``value`` as float64 numbers of one shape.

    Args:
        name: of the argument, for the error.
        value: an array, or nested sequences; not changed, not copied where it is float64 already.
        *shape: a size for each axis; a word stands for any size from 1 on, ``...`` (first) for
            any axes; nothing at all for a single number.

    Returns:
        float64, C order not promised.

    Raises:
        ValueError: if it is not numbers, has another shape, no elements, or one is not finite.

    Example:
        >>> real("x", [[1, 2, 3]], "n", 2)
        Traceback (most recent call last):
        ...
        ValueError: x must have shape (n, 2); got (1, 3)
    """
    array = _numbers(name, value)
    _expect_shape(name, array, shape)
    floats: Array = array.astype(np.float64, copy=False)
    finite = np.isfinite(floats)
    if not finite.all():
        where = tuple(int(axis[0]) for axis in np.nonzero(~np.atleast_1d(finite)))
        bad = np.atleast_1d(floats)[where]
        raise ValueError(f"{name} must be finite; got {bad} at {where} of shape {array.shape}")
    return floats


def whole(
    name: str, value: ArrayLike, *shape: Size, below: int | None = None, least: int = 0
) -> Whole:
    """Take ``value`` as whole numbers of one shape: labels, positions, counts.

    Args:
        name: of the argument, for the error.
        value: an array, or nested sequences, of whole numbers.
        *shape: as in ``real``.
        below: the first number that is too large; None for no bound.
        least: the smallest one allowed.

    Returns:
        int64.

    Raises:
        ValueError: if it has another shape, no elements, or other numbers.

    Example:
        >>> whole("labels", [0, 3], "n", below=3)
        Traceback (most recent call last):
        ...
        ValueError: labels must be whole numbers from 0 to 2; got 3
    """
    array = _numbers(name, value)
    _expect_shape(name, array, shape)
    # beyond 2^62 no float is sure to be its own whole number, and no label is so large
    ints = np.where(np.abs(np.nan_to_num(array.astype(np.float64))) < 2.0**62, array, -1)
    ints = np.nan_to_num(ints).astype(np.int64)
    wrong = (ints != array) | (ints < least)
    if below is not None:
        wrong |= ints >= below
    if wrong.any():
        span = f"from {least} on" if below is None else f"from {least} to {below - 1}"
        raise ValueError(f"{name} must be whole numbers {span}; got {array[wrong].flat[0]}")
    return ints


def positive(name: str, value: float) -> float:
    """A finite number above 0, or a ``ValueError`` that names it."""
    if not _is_number(value) or not 0 < value < np.inf:
        raise ValueError(f"{name} must be a finite number above 0; got {value!r}")
    return float(value)


def not_negative(name: str, value: float) -> float:
    """A finite number, 0 or more, or a ``ValueError`` that names it."""
    if not _is_number(value) or not 0 <= value < np.inf:
        raise ValueError(f"{name} must be a finite number, 0 or more; got {value!r}")
    return float(value)


def share(name: str, value: float) -> float:
    """A number from 0 up to, not at, 1, or a ``ValueError`` that names it."""
    if not _is_number(value) or not 0 <= value < 1:
        raise ValueError(f"{name} must be a share from 0 up to, not at, 1; got {value!r}")
    return float(value)


def count(name: str, value: int, *, least: int = 1) -> int:
    """A whole number, ``least`` or more, or a ``ValueError`` that names it."""
    if not _is_number(value) or value % 1 != 0 or value < least:
        raise ValueError(f"{name} must be a whole number, {least} or more; got {value!r}")
    return int(value)


def away_from(x: Array, *kinks: float, gap: float = 1e-2) -> Array:
    """Push numbers off the places where a function bends, so that slopes can be measured there.

    Args:
        x: any shape.
        *kinks: the places.
        gap: how far off; a finite difference of step 1e-5 does not reach over it.

    Returns:
        Of x's shape, at least ``gap`` from every kink where kinks are two gaps apart or more.
    """
    for kink in kinks:
        near = np.abs(x - kink) < gap
        x = np.where(near, kink + np.where(x < kink, -gap, gap), x)
    return x


def _is_number(value: object) -> bool:
    return isinstance(value, Real) or (isinstance(value, np.ndarray) and value.shape == ())


def _numbers(name: str, value: ArrayLike) -> NDArray[np.generic]:
    try:
        array = np.asarray(value)
    except ValueError as error:
        raise ValueError(f"{name} must have rows of one length; got {error}") from error
    if array.dtype.kind not in "biuf":
        raise ValueError(f"{name} must be real numbers; got an array of {array.dtype}")
    return array


def _expect_shape(name: str, array: NDArray[np.generic], shape: tuple[Size, ...]) -> None:
    if array.shape != shape and not _fits(array.shape, shape):
        words = ", ".join("..." if size is ... else str(size) for size in shape)
        wanted = f"({words},)" if len(shape) == 1 else f"({words})"
        raise ValueError(f"{name} must have shape {wanted}; got {array.shape}")
    if array.size == 0:
        raise ValueError(f"{name} must have at least one element; got shape {array.shape}")


def _fits(found: tuple[int, ...], shape: tuple[Size, ...]) -> bool:
    sizes = shape[1:] if shape[:1] == (...,) else shape
    if len(found) < len(sizes) or (len(found) > len(sizes) and sizes is shape):
        return False
    tail = found[len(found) - len(sizes) :]
    return all(isinstance(a, str) or a == b for a, b in zip(sizes, tail, strict=True))
