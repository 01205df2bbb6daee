"""A border of zeros around pictures, or one cut off, forward and backward.

With t rows above and l columns to the left, and b and r on the other sides:

    y[n,c,i,j] = x[n,c,i - t,j - l]   where x has that place, else 0                       (1)

A negative number of rows or columns cuts so many off. Numbers move or are dropped, so that their
gradients move back, with dy = dL/dy:

    dL/dx[n,c,i,j] = dy[n,c,i + t,j + l]   where y has that place, else 0                  (2)

(2) is (1) with all four signs turned. A shift is a border on one side, cut off on the other. x is
(n, c, h, w), y (n, c, h + t + b, w + l + r).

Source: Dumoulin & Visin 2016, arXiv:1603.07285, section 2.2, for the zeros; Zoph et al. 2018,
arXiv:1707.07012, whose published code halves a map by two paths, one of them shifted.
"""

from dataclasses import dataclass

import numpy as np

from netwright.reference._arrays import Array, real


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``."""

    shape: tuple[int, ...]  # of y
    rows: tuple[int, int]
    columns: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Grads:
    """dL/dx, shaped like x."""

    x: Array


def forward(x: Array, *, rows: tuple[int, int], columns: tuple[int, int]) -> tuple[Array, Saved]:
    """Put zeros around x, or cut its rim off: equation (1).

    Args:
        x: (n, c, h, w), any unit.
        rows: (t, b), above and below; negative ones are cut off.
        columns: (l, r), to the left and to the right; negative ones are cut off.

    Returns:
        y of shape (n, c, h + t + b, w + l + r), in the unit of x, and what ``backward`` will ask
        for.

    Raises:
        ValueError: if x has another shape, is empty or not finite, or a border is no pair of
            whole numbers, or leaves nothing of the picture.

    Example:
        >>> forward([[[[1.0, 2.0, 3.0]]]], rows=(0, 0), columns=(-1, 2))[0]
        array([[[[2., 3., 0., 0.]]]])
    """
    x = real("x", x, "n", "c", "h", "w")
    rows, columns = _border("rows", rows, x.shape[2]), _border("columns", columns, x.shape[3])
    y = _moved(x, rows, columns)  # (1)
    return y, Saved(y.shape, rows, columns)


def backward(dy: Array, saved: Saved) -> Grads:
    """Carry dL/dy, shaped like y, back through (1); a ``ValueError`` if it has another shape."""
    dy = real("dy", dy, *saved.shape)
    (above, below), (left, right) = saved.rows, saved.columns
    return Grads(x=_moved(dy, (-above, -below), (-left, -right)))  # (2)


def example(rng: np.random.Generator) -> dict[str, Array | tuple[int, ...]]:
    """Arguments of ``forward`` for one random case."""
    return {
        "x": rng.normal(size=(*rng.integers(1, 3, size=2), *rng.integers(3, 6, size=2))),
        "rows": tuple(rng.integers(-1, 3, size=2).tolist()),
        "columns": tuple(rng.integers(-1, 3, size=2).tolist()),
    }


def _moved(x: Array, rows: tuple[int, int], columns: tuple[int, int]) -> Array:
    """Put the border around x; what is negative is cut off first."""
    h, w = x.shape[2:]
    kept = x[:, :, max(0, -rows[0]) : h - max(0, -rows[1])]
    kept = kept[..., max(0, -columns[0]) : w - max(0, -columns[1])]
    zeros = [(max(0, before), max(0, behind)) for before, behind in (rows, columns)]
    return np.pad(kept, [(0, 0), (0, 0), *zeros])


def _border(name: str, value: tuple[int, int], size: int) -> tuple[int, int]:
    """A pair of whole numbers that leaves something of ``size``."""
    pair = tuple(value) if isinstance(value, tuple | list) else ()
    if len(pair) != 2 or any(part % 1 != 0 for part in pair):
        raise ValueError(f"{name} must be two whole numbers, one for each side; got {value!r}")
    first, last = int(pair[0]), int(pair[1])
    if max(0, -first) + max(0, -last) >= size:
        raise ValueError(f"{name} must leave some of the {size} of x; got {value!r}")
    return first, last
