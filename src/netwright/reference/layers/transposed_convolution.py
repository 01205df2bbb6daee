"""Transposed convolution, forward and backward: every number of x stamps a kernel into y.

It is the gradient of convolution: what ``convolution.backward`` makes of dL/dy is this layer at
x = dL/dy, with the same kernel, stride and padding (the kernel's axes keep their places: what was
the convolution's output is the input here). It makes pictures larger where a convolution makes
them smaller. Along an axis of length h, with kernel k, stride s and p cells cut off on both
sides, the answer has

    h' = (h - 1) s - 2 p + k + e                                                           (1)

cells. A convolution with stride s gives the same size h for s sizes h'; ``output_padding`` e,
below s, says which of them is meant (e more cells at the end). With ypad the answer before p
cells are cut off each side,

    ypad[n,o,r,q] = bias[o] + sum x[n,c,i,j] kernel[c,o,a,b]
                    over all c, i, a, j, b with s i + a = r and s j + b = q                (2)

With dy = dL/dy, and dypad the same with zeros where cells were cut off,

    dL/dbias[o]         = sum_{n,i,j} dy[n,o,i,j]                                          (3)
    dL/dkernel[c,o,a,b] = sum_{n,i,j} x[n,c,i,j] dypad[n,o, s i + a, s j + b]              (4)
    dL/dx[n,c,i,j]      = sum_{o,a,b} kernel[c,o,a,b] dypad[n,o, s i + a, s j + b]         (5)

(5) is a convolution of dy. x is (n, c, h, w), kernel (c, o, kh, kw).

Source: Dumoulin & Visin 2016, arXiv:1603.07285, chapter 4, relationship 14, for (1); Zeiler et
al. 2010, "Deconvolutional networks", CVPR, for the layer.
"""

from dataclasses import dataclass

import numpy as np

from netwright.reference._arrays import Array, real
from netwright.reference.layers._windows import Pair, Windows, gather, lay, pair, scatter


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``."""

    x: Array  # (n, c, h, w)
    kernel: Array  # (c, o, kh, kw)
    windows: Windows  # of y, one for each number of x


@dataclass(frozen=True, slots=True)
class Grads:
    """dL/d(each input of ``forward``), each shaped like that input."""

    x: Array
    kernel: Array
    bias: Array


def forward(
    x: Array,
    kernel: Array,
    bias: Array,
    *,
    stride: Pair = 1,
    padding: Pair = 0,
    output_padding: Pair = 0,
) -> tuple[Array, Saved]:
    """Stamp the kernel, scaled by each number of x, into y: equations (1) and (2).

    Args:
        x: (n, c, h, w), any unit.
        kernel: (c, o, kh, kw), unit of y per unit of x.
        bias: (o,), unit of y.
        stride: s, cells of y from stamp to stamp, 1 or more; one number, or (rows, columns).
        padding: p, cells of y cut off on each side, 0 or more; one number, or (rows, columns).
        output_padding: e, cells more at the end of y, from 0 up to, not at, the stride; one
            number, or (rows, columns).

    Returns:
        y of shape (n, o, h', w'), and what ``backward`` will ask for.

    Raises:
        ValueError: if shapes disagree, nothing of y is left, a setting is out of its range, or
            something is empty or not finite.

    Example:
        >>> y, _ = forward([[[[1.0, 2.0]]]], [[[[1.0, 1.0, 1.0]]]], [0.0], stride=(1, 2))
        >>> y
        array([[[[1., 1., 3., 2., 2.]]]])
    """
    x = real("x", x, "n", "c", "h", "w")
    kernel = real("kernel", kernel, x.shape[1], "o", "kh", "kw")
    bias = real("bias", bias, kernel.shape[1])
    stride, padding = pair("stride", stride), pair("padding", padding, least=0)
    extra = pair("output_padding", output_padding, least=0)
    if any(e >= s for e, s in zip(extra, stride, strict=True)):
        raise ValueError(f"output_padding must be below the stride, {stride}; got {extra}")
    size = tuple(
        (x.shape[2 + i] - 1) * stride[i] - 2 * padding[i] + kernel.shape[2 + i] + extra[i]  # (1)
        for i in (0, 1)
    )
    if min(size) < 1:
        raise ValueError(f"padding must leave something of y; got {padding}, which leaves {size}")

    windows = lay(size, kernel.shape[2:], stride=stride, padding=padding)
    stamps = np.einsum("ncij,coab->noabij", x, kernel)  # (2)
    y = scatter(stamps, windows) + bias[:, np.newaxis, np.newaxis]  # (2)
    return y, Saved(x, kernel, windows)


def backward(dy: Array, saved: Saved) -> Grads:
    """Carry dL/dy, (n, o, h', w'), back through (2); a ``ValueError`` if it has another shape."""
    dy = real("dy", dy, len(saved.x), saved.kernel.shape[1], *saved.windows.picture)
    patches = gather(dy, saved.windows)
    return Grads(
        x=np.einsum("noabij,coab->ncij", patches, saved.kernel),  # (5)
        kernel=np.einsum("noabij,ncij->coab", patches, saved.x),  # (4)
        bias=dy.sum(axis=(0, 2, 3)),  # (3)
    )


def example(rng: np.random.Generator) -> dict[str, Array | tuple[int, int]]:
    """Arguments of ``forward`` for one random case."""
    n, c, o = rng.integers(1, 3, size=3)
    h, w = rng.integers(2, 5, size=2)
    kh, kw = rng.integers(1, 4, size=2)
    stride = (int(rng.integers(1, 4)), int(rng.integers(1, 4)))
    return {
        "x": rng.normal(size=(n, c, h, w)),
        "kernel": rng.normal(size=(c, o, kh, kw)),
        "bias": rng.normal(size=o),
        "stride": stride,
        "padding": (int(rng.integers(kh)) // 2, int(rng.integers(kw)) // 2),
        "output_padding": (int(rng.integers(stride[0])), int(rng.integers(stride[1]))),
    }
