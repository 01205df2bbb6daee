"""Global maximum pooling, forward and backward: each channel becomes its largest number.

    y[n,c]         = max_{i,j} x[n,c,i,j]                                                  (1)
    dL/dx[n,c,i,j] = dy[n,c] [x[n,c,i,j] = y[n,c]] / m[n,c],   dy = dL/dy                  (2)

where m[n,c] places hold the largest number: they share its gradient. x is (n, c, h, w), y (n, c):
what follows no longer depends on the size of the picture.

Source: Oquab, Bottou, Laptev & Sivic 2015, "Is object localization for free?", CVPR, section 3.
"""

from dataclasses import dataclass

import numpy as np

from netwright.reference._arrays import Array, real


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``."""

    share: Array  # like x: of the gradient of its channel


@dataclass(frozen=True, slots=True)
class Grads:
    """dL/dx, shaped like x."""

    x: Array


def forward(x: Array) -> tuple[Array, Saved]:
    """Keep the largest number of every channel of every picture: equation (1).

    Args:
        x: (n, c, h, w), any unit.

    Returns:
        y of shape (n, c), in the unit of x, and what ``backward`` will ask for.

    Raises:
        ValueError: if x has another shape, is empty, or is not finite.

    Example:
        >>> y, _ = forward([[[[1.0, 3.0], [4.0, 8.0]]]])
        >>> y
        array([[8.]])
    """
    x = real("x", x, "n", "c", "h", "w")
    y = x.max(axis=(2, 3))  # (1)
    largest = x == y[:, :, np.newaxis, np.newaxis]
    return y, Saved(largest / largest.sum(axis=(2, 3), keepdims=True))


def backward(dy: Array, saved: Saved) -> Grads:
    """Carry dL/dy, (n, c), back through (1); a ``ValueError`` if it has another shape."""
    n, c, _, _ = saved.share.shape
    dy = real("dy", dy, n, c)
    return Grads(x=dy[:, :, np.newaxis, np.newaxis] * saved.share)  # (2)


def example(rng: np.random.Generator) -> dict[str, Array]:
    """Arguments of ``forward`` for one random case."""
    return {"x": rng.normal(size=rng.integers(1, 4, size=4))}
