"""Arrays of any number type to uint8, one scale for all splits, taken from the first.

    uint8                as it is
    bool                 0 and 255
    whole numbers        v * 255 / max; with negative ones (v - min) * 255 / (max - min)
    floats in 0..1       v * 255
    floats, max 128..255 v
    other floats         v * 255 / max; with negative ones (v - min) * 255 / (max - min)

Rounded to the nearest; what lies outside the first part's range in a later part is clipped. It
refuses NaN, infinity, and anything that is not a real number. Cost: one pass to find the range,
one to scale, some rows at a time.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from netwright.data._picture_source import Pixels
from netwright.errors import DataError

_CHUNK = 16 * 2**20  # numbers converted at once


def scaled(arrays: Sequence[NDArray[Any]], names: Sequence[str]) -> tuple[list[Pixels], list[str]]:
    """Bring all arrays to uint8 with one scale.

    Args:
        arrays: one or more of one dtype, each with a first axis of pictures; the scale is that of
            the first.
        names: what to call each in messages.

    Returns:
        The arrays as uint8, and a sentence on the scale where one was applied.

    Raises:
        DataError: if dtypes differ, or values are not finite real numbers.

    Example:
        >>> scaled([np.array([0, 8, 16])], ["x"])[0][0].tolist()
        [0, 128, 255]
    """
    for array, name in zip(arrays, names, strict=True):
        if array.dtype != arrays[0].dtype:
            raise DataError(f"{name} must be {arrays[0].dtype} like {names[0]}; got {array.dtype}")
        if array.dtype.kind not in "buif":
            raise DataError(
                f"{name} must hold numbers; got {array.dtype}",
                hint="save the pictures as a uint8 array",
            )
        if array.dtype.kind == "f":
            _require_finite(array, name)
    kind = arrays[0].dtype
    if kind == np.uint8:
        return list(arrays), []
    if kind == np.bool_:
        return [array.astype(np.uint8) * np.uint8(255) for array in arrays], []
    low, high = float(arrays[0].min()), float(arrays[0].max())
    zero, top = _range(kind.kind == "f", low, high)
    notes = []
    if (zero, top) != (0.0, 255.0):
        notes.append(f"{kind} values {zero:g} to {top:g} of {names[0]} were scaled to 0 to 255")
    return [_apply(array, zero, top) for array in arrays], notes


def _range(floats: bool, low: float, high: float) -> tuple[float, float]:
    """Choose which values become 0 and 255."""
    if low < 0.0:
        return low, high
    if not floats:
        return 0.0, high
    if high <= 1.0:
        return 0.0, 1.0
    return 0.0, 255.0 if 128.0 <= high <= 255.0 else high


def _chunks(array: NDArray[Any]) -> Iterator[slice]:
    step = max(1, _CHUNK // max(1, int(np.prod(array.shape[1:]))))
    return (slice(i, i + step) for i in range(0, len(array), step))


def _require_finite(array: NDArray[Any], name: str) -> None:
    bad = sum(int((~np.isfinite(array[part])).sum()) for part in _chunks(array))
    if bad:
        raise DataError(
            f"{name} must hold finite numbers; got {bad:,} that are NaN or infinite",
            hint="find where they came from; a picture has none",
        )


def _apply(array: NDArray[Any], zero: float, top: float) -> Pixels:
    out = np.empty(array.shape, dtype=np.uint8)
    span = (top - zero) or 1.0  # one value everywhere becomes 0
    for part in _chunks(array):
        wide = (array[part].astype(np.float64) - zero) * 255.0 / span
        out[part] = np.rint(np.clip(wide, 0.0, 255.0))
    return out
