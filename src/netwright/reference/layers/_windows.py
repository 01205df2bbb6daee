"""Windows that slide over a picture: where they lie, reading them, and adding back into them.

Along an axis of length h with p cells of padding on both sides, a kernel of k cells that lie d
apart, moved s at a time, the number of windows is

    count = floor((h + 2 p - d (k - 1) - 1) / s) + 1                                       (1)

and cell a of window i is cell  s i + d a  of the padded axis                              (2)

``scatter`` is the transpose of ``gather``: <gather(x), u> = <x, scatter(u)> for all x and u, so
each carries the gradient of the other. Both loop over the cells of the kernel, not over windows.

Source: Dumoulin & Visin 2016, arXiv:1603.07285, relationships 6 and 15, for (1).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from netwright.reference._arrays import Array
from netwright.reference._arrays import count as counted

Pair = int | tuple[int, int]  # both axes alike, or (rows, columns)


@dataclass(frozen=True, slots=True)
class Windows:
    """Where the windows lie; all pairs are (rows, columns)."""

    picture: tuple[int, int]
    kernel: tuple[int, int]
    stride: tuple[int, int]
    padding: tuple[int, int]
    dilation: tuple[int, int]
    count: tuple[int, int]  # (1): the size of what a layer makes of the windows

    @property
    def padded(self) -> tuple[int, int]:
        """The picture with its padding, and with what windows at its end hang over."""
        rows, columns = (
            max(self.picture[i] + 2 * self.padding[i], self._cells(i, self.kernel[i] - 1).stop)
            for i in (0, 1)
        )
        return rows, columns

    @property
    def inside(self) -> tuple[slice, slice]:
        """Where the picture lies in the padded one."""
        (h, w), (p, q) = self.picture, self.padding
        return slice(p, p + h), slice(q, q + w)

    def cells(self) -> Iterator[tuple[int, int, slice, slice]]:
        """For each cell (a, b) of the kernel: a, b, and where it lies in all the windows."""
        for a in range(self.kernel[0]):
            for b in range(self.kernel[1]):
                yield a, b, self._cells(0, a), self._cells(1, b)

    def _cells(self, axis: int, a: int) -> slice:
        first, step = self.dilation[axis] * a, self.stride[axis]  # (2)
        return slice(first, first + step * (self.count[axis] - 1) + 1, step)  # (2)


def pair(name: str, value: Pair, *, least: int = 1) -> tuple[int, int]:
    """(rows, columns) of a whole number or two, or a ``ValueError`` that names it."""
    both = tuple(value) if isinstance(value, tuple | list) else (value,)
    if len(both) not in (1, 2):
        raise ValueError(f"{name} must be a whole number, or two: (rows, columns); got {value!r}")
    rows, columns = counted(name, both[0], least=least), counted(name, both[-1], least=least)
    return rows, columns


def lay(
    picture: tuple[int, ...],
    kernel: Pair,
    *,
    stride: Pair = 1,
    padding: Pair = 0,
    dilation: Pair = 1,
    ceil_mode: bool = False,
) -> Windows:
    """Lay windows over a picture: equation (1).

    Args:
        picture: (rows, columns), without padding.
        kernel: cells of a window, 1 or more.
        stride: from one window to the next, in cells, 1 or more.
        padding: cells around the picture, on each side, 0 or more.
        dilation: from one cell of a window to the next, in cells, 1 or more.
        ceil_mode: whether (1) is rounded up: the last window may then hang over the end, though
            not start in the padding there.

    Returns:
        Where the windows lie.

    Raises:
        ValueError: if a setting is out of its range, or no window fits.

    Example:
        >>> lay((5, 6), 3, stride=2, padding=1).count
        (3, 3)
    """
    size = (picture[-2], picture[-1])
    kernel, stride = pair("kernel", kernel), pair("stride", stride)
    padding, dilation = pair("padding", padding, least=0), pair("dilation", dilation)
    rows, columns = (
        _count(size[i], kernel[i], stride[i], padding[i], dilation[i], ceil_mode) for i in (0, 1)
    )
    if min(rows, columns) < 1:
        room = " x ".join(str(size[i] + 2 * padding[i]) for i in (0, 1))
        reach = " x ".join(str(dilation[i] * (kernel[i] - 1) + 1) for i in (0, 1))
        raise ValueError(f"kernel must fit in the padded picture, {room}; got {reach}")
    return Windows(size, kernel, stride, padding, dilation, (rows, columns))


def lay_pool(
    picture: tuple[int, ...],
    kernel: Pair,
    stride: Pair | None,
    padding: Pair,
    *,
    ceil_mode: bool = False,
) -> Windows:
    """Lay the windows of a pool: side by side where stride is None, none on padding alone."""
    kernel, padding = pair("kernel", kernel), pair("padding", padding, least=0)
    if any(2 * p > k for p, k in zip(padding, kernel, strict=True)):
        raise ValueError(f"padding must be at most half of the kernel, {kernel}; got {padding}")
    step = kernel if stride is None else stride
    return lay(picture, kernel, stride=step, padding=padding, ceil_mode=ceil_mode)


def gather(x: Array, windows: Windows, *, beyond: float = 0.0) -> Array:
    """Read the windows of x.

    Args:
        x: (n, c, h, w), any unit.
        windows: of a picture (h, w).
        beyond: what the padding holds.

    Returns:
        (n, c, kh, kw, rows, columns): [..., a, b, i, j] is cell (a, b) of window (i, j).

    Example:
        >>> gather(np.array([[[[1.0, 2.0, 3.0]]]]), lay((1, 3), (1, 2)))[0, 0, 0].squeeze(1)
        array([[1., 2.],
               [2., 3.]])
    """
    padded = np.full((*x.shape[:2], *windows.padded), beyond)
    padded[:, :, *windows.inside] = x
    patches = np.empty((*x.shape[:2], *windows.kernel, *windows.count))
    for a, b, rows, columns in windows.cells():
        patches[:, :, a, b] = padded[:, :, rows, columns]
    return patches


def scatter(patches: Array, windows: Windows) -> Array:
    """Add every window into the picture it was read from; what falls on padding is dropped.

    Args:
        patches: (n, c, kh, kw, rows, columns), any unit.
        windows: of a picture (h, w).

    Returns:
        (n, c, h, w): the sums.

    Example:
        >>> scatter(np.ones((1, 1, 1, 2, 1, 2)), lay((1, 3), (1, 2)))
        array([[[[1., 2., 1.]]]])
    """
    padded = np.zeros((*patches.shape[:2], *windows.padded))
    for a, b, rows, columns in windows.cells():
        padded[:, :, rows, columns] += patches[:, :, a, b]
    return padded[:, :, *windows.inside]


def _count(h: int, k: int, s: int, p: int, d: int, ceil_mode: bool) -> int:
    room = h + 2 * p - d * (k - 1) - 1
    if not ceil_mode:
        return room // s + 1  # (1)
    up = -(-room // s) + 1
    return up - 1 if (up - 1) * s >= h + p else up
