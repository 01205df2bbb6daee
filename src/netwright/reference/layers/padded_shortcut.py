"""The shortcut without parameters, forward and backward: fewer places, and new maps of zeros.

Where a block makes c + more maps of the c that come in, and takes every s-th place only, the
shortcut beside it must do the same:

    y[n,i,r,q] = x[n,i,s r,s q]   for i < c                                                (1)
    y[n,i,r,q] = 0                for c <= i < c + more                                    (2)

Only what was kept has a gradient, with dy = dL/dy:

    dL/dx[n,i,s r,s q] = dy[n,i,r,q],   0 in all other places of x                         (3)

x is (n, c, h, w), y (n, c + more, h / s, w / s), rounded up. That the zeros are the last maps is
our reading; the paper says only that they are padded.

Source: He et al. 2016, arXiv:1512.03385, section 3.3, option A, and section 4.2.
"""

from dataclasses import dataclass

import numpy as np

from netwright.reference._arrays import Array, count, real


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``."""

    x: tuple[int, ...]  # shape
    y: tuple[int, ...]  # shape
    stride: int


@dataclass(frozen=True, slots=True)
class Grads:
    """dL/dx, shaped like x."""

    x: Array


def forward(x: Array, *, more: int, stride: int = 1) -> tuple[Array, Saved]:
    """Keep every ``stride``-th place, and add maps of zeros: equations (1) and (2).

    Args:
        x: (n, c, h, w), any unit.
        more: maps of zeros, 0 or more.
        stride: s, places, 1 or more.

    Returns:
        y of shape (n, c + more, h / s, w / s), rounded up, in the unit of x, and what
        ``backward`` will ask for.

    Raises:
        ValueError: if x has another shape, is empty or not finite, or a setting is out of its
            range.

    Example:
        >>> forward([[[[1.0, 2.0, 3.0]]]], more=1, stride=2)[0].tolist()
        [[[[1.0, 3.0]], [[0.0, 0.0]]]]
    """
    x = real("x", x, "n", "c", "h", "w")
    more, stride = count("more", more, least=0), count("stride", stride)
    kept = x[:, :, ::stride, ::stride]  # (1)
    zeros = np.zeros((len(x), more, *kept.shape[2:]))  # (2)
    y = np.concatenate([kept, zeros], axis=1)
    return y, Saved(x.shape, y.shape, stride)


def backward(dy: Array, saved: Saved) -> Grads:
    """Carry dL/dy, shaped like y, back through (1); a ``ValueError`` if it has another shape."""
    dy = real("dy", dy, *saved.y)
    dx = np.zeros(saved.x)
    dx[:, :, :: saved.stride, :: saved.stride] = dy[:, : saved.x[1]]  # (3)
    return Grads(x=dx)


def example(rng: np.random.Generator) -> dict[str, Array | int]:
    """Arguments of ``forward`` for one random case."""
    return {
        "x": rng.normal(size=tuple(rng.integers(1, [3, 4, 6, 6]))),
        "more": int(rng.integers(4)),
        "stride": int(rng.integers(1, 4)),
    }
