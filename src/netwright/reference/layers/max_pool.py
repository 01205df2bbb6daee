"""Maximum pooling, forward and backward: the largest number of every window.

Each channel by itself. Along an axis of length h, with padding p on both sides, kernel k and
stride s, the answer has

    h' = floor((h + 2 p - k) / s) + 1, or rounded up with ``ceil_mode``                    (1)

cells. Rounded up, the last window hangs over the end (but a window that would start beyond x and
the padding before it is left out). With xpad the x padded by minus infinity, so that padding, and
what lies beyond, is never the largest,

    y[n,c,i,j] = max_{a,b} xpad[n,c, s i + a, s j + b]                                     (2)

The gradient goes to the place of the maximum, the first one (by rows) where several are equal:

    (a*, b*)        = argmax_{a,b} xpad[n,c, s i + a, s j + b]                             (3)
    dL/dx[n,c,r,q]  = sum dy[n,c,i,j] over all windows with (s i + a*, s j + b*) = (r, q)  (4)

in the places of xpad. x is (n, c, h, w).

Source: Goodfellow, Bengio & Courville 2016, "Deep Learning", section 9.3; Scherer, Mueller &
Behnke 2010, "Evaluation of pooling operations", ICANN, for overlapping windows.
"""

from dataclasses import dataclass

import numpy as np

from netwright.reference._arrays import Array, real
from netwright.reference.layers._windows import Pair, Windows, gather, lay_pool, scatter


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``."""

    chosen: Array  # (n, c, kh, kw, h', w'): 1 in the place of the maximum, else 0
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
) -> tuple[Array, Saved]:
    """Keep the largest number of every window: equations (1) to (3).

    Args:
        x: (n, c, h, w), any unit.
        kernel: k, cells, 1 or more; one number, or (rows, columns).
        stride: s, cells, 1 or more; None for the kernel's size: windows side by side.
        padding: p, cells on each side, from 0 to half of the kernel.
        ceil_mode: whether (1) is rounded up, so that no row or column is left over.

    Returns:
        y of shape (n, c, h', w'), in the unit of x, and what ``backward`` will ask for.

    Raises:
        ValueError: if x has another shape, is empty or not finite, the kernel does not fit in the
            padded picture, or a setting is out of its range.

    Example:
        >>> y, _ = forward([[[[1.0, 5.0, 2.0], [0.0, 3.0, 4.0]]]], kernel=2, stride=1)
        >>> y
        array([[[[5., 5.]]]])
    """
    x = real("x", x, "n", "c", "h", "w")
    windows = lay_pool(x.shape, kernel, stride, padding, ceil_mode=ceil_mode)  # (1)
    patches = gather(x, windows, beyond=-np.inf)
    n, c, kh, kw, *size = patches.shape
    cells = patches.reshape(n, c, kh * kw, *size)
    first = cells.argmax(axis=2, keepdims=True)  # (3)
    chosen = np.zeros_like(cells)
    np.put_along_axis(chosen, first, 1.0, axis=2)
    return cells.max(axis=2), Saved(chosen.reshape(patches.shape), windows)  # (2)


def backward(dy: Array, saved: Saved) -> Grads:
    """Carry dL/dy, (n, c, h', w'), back through (2); a ``ValueError`` if it has another shape."""
    dy = real("dy", dy, *saved.chosen.shape[:2], *saved.windows.count)
    to_the_maximum = saved.chosen * dy[:, :, np.newaxis, np.newaxis]
    return Grads(x=scatter(to_the_maximum, saved.windows))  # (4)


def example(rng: np.random.Generator) -> dict[str, Array | tuple[int, int] | bool | None]:
    """Arguments of ``forward`` for one random case: no two numbers of x are near each other."""
    n, c = rng.integers(1, 3, size=2)
    kh, kw = rng.integers(1, 4, size=2).tolist()
    h, w = int(rng.integers(kh, 6)), int(rng.integers(kw, 6))
    stride = (int(rng.integers(1, 4)), int(rng.integers(1, 4)))
    return {
        "x": 0.05 * rng.permutation(n * c * h * w).reshape(n, c, h, w) - 1.0,
        "kernel": (kh, kw),
        "stride": stride if rng.random() < 0.7 else None,
        "padding": (int(rng.integers(kh // 2 + 1)), int(rng.integers(kw // 2 + 1))),
        "ceil_mode": bool(rng.random() < 0.5),
    }
