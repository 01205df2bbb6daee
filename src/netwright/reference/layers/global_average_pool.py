"""Global average pooling, forward and backward: each channel of a picture becomes its mean.

    y[n,c]         = (1 / (h w)) sum_{i,j} x[n,c,i,j]                                      (1)
    dL/dx[n,c,i,j] = dy[n,c] / (h w),   dy = dL/dy                                         (2)

x is (n, c, h, w), y (n, c): what follows no longer depends on the size of the picture.

Source: Lin, Chen & Yan 2013, arXiv:1312.4400, section 3.2.
"""

from dataclasses import dataclass

import numpy as np

from netwright.reference._arrays import Array, real


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``."""

    shape: tuple[int, ...]  # of x


@dataclass(frozen=True, slots=True)
class Grads:
    """dL/dx, shaped like x."""

    x: Array


def forward(x: Array) -> tuple[Array, Saved]:
    """Average every channel of every picture: equation (1).

    Args:
        x: (n, c, h, w), any unit.

    Returns:
        y of shape (n, c), in the unit of x, and what ``backward`` will ask for.

    Raises:
        ValueError: if x has another shape, is empty, or is not finite.

    Example:
        >>> y, _ = forward([[[[1.0, 3.0], [4.0, 8.0]]]])
        >>> y
        array([[4.]])
    """
    x = real("x", x, "n", "c", "h", "w")
    return x.mean(axis=(2, 3)), Saved(x.shape)  # (1)


def backward(dy: Array, saved: Saved) -> Grads:
    """Carry dL/dy, (n, c), back through (1); a ``ValueError`` if it has another shape."""
    n, c, h, w = saved.shape
    dy = real("dy", dy, n, c)
    each = dy[:, :, np.newaxis, np.newaxis] / (h * w)  # (2)
    return Grads(x=np.broadcast_to(each, saved.shape).copy())  # (2)


def example(rng: np.random.Generator) -> dict[str, Array]:
    """Arguments of ``forward`` for one random case."""
    return {"x": rng.normal(size=rng.integers(1, 4, size=4))}
