"""Average pooling, forward and backward: the mean of every window.

Each channel by itself. Along an axis of length h, with p zeros on both sides, kernel k and
stride s, the answer has

    h' = floor((h + 2 p - k) / s) + 1, or rounded up with ``ceil_mode``                    (1)

cells. Rounded up, the last window hangs over the end of the padded axis (but a window that would
start beyond x and the padding before it is left out). With xpad the padded x,

    y[n,c,i,j] = (1 / m_ij) sum_{a,b} xpad[n,c, s i + a, s j + b]                          (2)
    m_ij       = cells of window (i, j) that lie in the padded picture, or, without
                 ``count_padding``, in x itself                                            (3)

so with ``count_padding`` m is k k in every window that does not hang over: zeros of the padding
count, what lies beyond does not. Without it a mean at the rim is of what is there. With dy =
dL/dy, every cell gets its share from each window it lies in:

    dL/dxpad[n,c,r,q] = sum dy[n,c,i,j] / m_ij over all windows with (r, q) in them        (4)

x is (n, c, h, w).

Source: LeCun et al. 1998, "Gradient-based learning applied to document recognition", section
II.A, for averaging as a layer; the forms of (1) and (3) at the rim are those of PyTorch, where
``count_padding`` is called count_include_pad.
"""

from dataclasses import dataclass

import numpy as np

from netwright.reference._arrays import Array, real
from netwright.reference.layers._windows import Pair, Windows, gather, lay_pool, scatter


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``."""

    shape: tuple[int, ...]  # of x
    share: Array  # (h', w'): 1 / m
    windows: Windows


@dataclass(frozen=True, slots=True)
class Grads:
    """dL/dx, shaped like x."""

    x: Array


def forward(
    x: Array,
    *,
    kernel: Pair,
    stride: Pair | None = None,
    padding: Pair = 0,
    ceil_mode: bool = False,
    count_padding: bool = True,
) -> tuple[Array, Saved]:
    """Take the mean of every window: equations (1) to (3).

    Args:
        x: (n, c, h, w), any unit.
        kernel: k, cells, 1 or more; one number, or (rows, columns).
        stride: s, cells, 1 or more; None for the kernel's size: windows side by side.
        padding: p, cells of zeros on each side, from 0 to half of the kernel.
        ceil_mode: whether (1) is rounded up, so that no row or column is left over.
        count_padding: whether zeros of the padding count in (3).

    Returns:
        y of shape (n, c, h', w'), in the unit of x, and what ``backward`` will ask for.

    Raises:
        ValueError: if x has another shape, is empty or not finite, the kernel does not fit in the
            padded picture, or a setting is out of its range.

    Example:
        >>> y, _ = forward([[[[1.0, 3.0, 7.0]]]], kernel=(1, 2), ceil_mode=True)
        >>> y
        array([[[[2., 7.]]]])
    """
    x = real("x", x, "n", "c", "h", "w")
    windows = lay_pool(x.shape, kernel, stride, padding, ceil_mode=ceil_mode)  # (1)
    rows, columns = (_cells_inside(windows, axis, count_padding) for axis in (0, 1))
    share = 1 / np.outer(rows, columns)  # (3)
    y = gather(x, windows).sum(axis=(2, 3)) * share  # (2)
    return y, Saved(x.shape, share, windows)


def backward(dy: Array, saved: Saved) -> Grads:
    """Carry dL/dy, (n, c, h', w'), back through (2); a ``ValueError`` if it has another shape."""
    n, c = saved.shape[:2]
    dy = real("dy", dy, n, c, *saved.windows.count)
    shares = (dy * saved.share)[:, :, np.newaxis, np.newaxis]
    everywhere = np.broadcast_to(shares, (n, c, *saved.windows.kernel, *saved.windows.count))
    return Grads(x=scatter(everywhere, saved.windows))  # (4)


def example(rng: np.random.Generator) -> dict[str, Array | tuple[int, int] | bool | None]:
    """Arguments of ``forward`` for one random case."""
    n, c = rng.integers(1, 3, size=2)
    kh, kw = rng.integers(1, 4, size=2).tolist()
    h, w = int(rng.integers(kh, 6)), int(rng.integers(kw, 6))
    stride = (int(rng.integers(1, 4)), int(rng.integers(1, 4)))
    return {
        "x": rng.normal(size=(n, c, h, w)),
        "kernel": (kh, kw),
        "stride": stride if rng.random() < 0.7 else None,
        "padding": (int(rng.integers(kh // 2 + 1)), int(rng.integers(kw // 2 + 1))),
        "ceil_mode": bool(rng.random() < 0.5),
        "count_padding": bool(rng.random() < 0.5),
    }


def _cells_inside(windows: Windows, axis: int, count_padding: bool) -> Array:
    """Along one axis, how many cells of each window lie in the picture, with padding or without."""
    first = np.arange(windows.count[axis]) * windows.stride[axis]
    begin = windows.padding[axis]  # of x in the padded axis
    end = begin + windows.picture[axis]
    if count_padding:
        begin, end = 0, end + windows.padding[axis]
    inside = np.minimum(first + windows.kernel[axis], end) - np.maximum(first, begin)
    return inside.astype(np.float64)
