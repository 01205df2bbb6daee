"""Convolution of pictures, forward and backward: one small kernel weighs every window.

As usual in the field it is the cross-correlation: the kernel is not turned round. Along an axis
of length h, with p cells of zeros on both sides, a kernel of k cells lying d apart (dilation),
moved s at a time (stride), the answer has

    h' = floor((h + 2 p - d (k - 1) - 1) / s) + 1                                          (1)

cells. With xpad the padded x,

    y[n,o,i,j] = bias[o] + sum_{c,a,b} kernel[o,c,a,b] xpad[n,c, s i + d a, s j + d b]     (2)

where c runs over the channels of o's group (in the kernel counted from the group's first, in x
from the first of all): ``groups`` cuts the channels of x, and those of y, in
as many equal blocks, and each block of y sees its own block of x only. With dy = dL/dy,

    dL/dbias[o]         = sum_{n,i,j} dy[n,o,i,j]                                          (3)
    dL/dkernel[o,c,a,b] = sum_{n,i,j} dy[n,o,i,j] xpad[n,c, s i + d a, s j + d b]          (4)
    dL/dxpad[n,c,r,q]   = sum dy[n,o,i,j] kernel[o,c,a,b]
                          over all o, i, a, j, b with s i + d a = r and s j + d b = q      (5)

and dL/dx is (5) without the padding. x is (n, c, h, w), kernel (o, c / groups, kh, kw).

Source: Goodfellow, Bengio & Courville 2016, "Deep Learning", section 9.5, for (2), (4) and (5);
Dumoulin & Visin 2016, arXiv:1603.07285, relationship 15, for (1).
"""

from dataclasses import dataclass

import numpy as np

from netwright.reference._arrays import Array, count, real
from netwright.reference.layers._windows import Pair, Windows, gather, lay, scatter


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``; g is the number of groups."""

    patches: Array  # (n, g, c / g, kh, kw, h', w')
    kernels: Array  # (g, o / g, c / g, kh, kw)
    windows: Windows


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
    groups: int = 1,
    dilation: Pair = 1,
) -> tuple[Array, Saved]:
    """Weigh every window of every picture: equations (1) and (2).

    Args:
        x: (n, c, h, w), any unit.
        kernel: (o, c / groups, kh, kw), unit of y per unit of x.
        bias: (o,), unit of y.
        stride: s, cells, 1 or more; one number, or (rows, columns).
        padding: p, cells of zeros on each side, 0 or more; one number, or (rows, columns).
        groups: blocks of channels that do not meet; divides c and o.
        dilation: d, cells, 1 or more; one number, or (rows, columns).

    Returns:
        y of shape (n, o, h', w'), and what ``backward`` will ask for.

    Raises:
        ValueError: if shapes disagree, the kernel does not fit in the padded picture, a setting
            is out of its range, or something is empty or not finite.

    Example:
        >>> y, _ = forward([[[[1.0, 2.0, 4.0, 8.0]]]], [[[[-1.0, 1.0]]]], [0.0])
        >>> y
        array([[[[1., 2., 4.]]]])
    """
    x = real("x", x, "n", "c", "h", "w")
    n, c = x.shape[:2]
    groups = count("groups", groups)
    if c % groups:
        raise ValueError(f"groups must divide the {c} channels of x; got {groups}")
    kernel = real("kernel", kernel, "o", c // groups, "kh", "kw")
    if len(kernel) % groups:
        raise ValueError(f"groups must divide the {len(kernel)} channels of y; got {groups}")
    bias = real("bias", bias, len(kernel))

    windows = lay(
        x.shape, kernel.shape[2:], stride=stride, padding=padding, dilation=dilation
    )  # (1)
    patches = gather(x, windows).reshape(n, groups, -1, *windows.kernel, *windows.count)
    kernels = kernel.reshape(groups, -1, *kernel.shape[1:])
    sums = np.einsum("ngcabij,gocab->ngoij", patches, kernels)  # (2)
    y = sums.reshape(n, -1, *windows.count) + bias[:, np.newaxis, np.newaxis]  # (2)
    return y, Saved(patches, kernels, windows)


def backward(dy: Array, saved: Saved) -> Grads:
    """Carry dL/dy, (n, o, h', w'), back through (2); a ``ValueError`` if it has another shape."""
    n, groups = saved.patches.shape[:2]
    kernel_shape = (-1, *saved.kernels.shape[2:])
    dy = real("dy", dy, n, groups * saved.kernels.shape[1], *saved.windows.count)
    by_group = dy.reshape(n, groups, -1, *saved.windows.count)
    dkernels = np.einsum("ngoij,ngcabij->gocab", by_group, saved.patches)  # (4)
    dpatches = np.einsum("ngoij,gocab->ngcabij", by_group, saved.kernels)  # (5)
    dpatches = dpatches.reshape(n, -1, *saved.windows.kernel, *saved.windows.count)
    return Grads(
        x=scatter(dpatches, saved.windows),  # (5)
        kernel=dkernels.reshape(kernel_shape),
        bias=dy.sum(axis=(0, 2, 3)),  # (3)
    )


def example(rng: np.random.Generator) -> dict[str, Array | int | tuple[int, int]]:
    """Arguments of ``forward`` for one random case."""
    n, inputs, outputs, groups = rng.integers(1, 3, size=4).tolist()  # channels of a group
    kernel, stride, dilation = rng.integers(1, [[4], [3], [3]], size=(3, 2))
    padding = rng.integers(3, size=2)
    h, w = rng.integers(dilation * (kernel - 1) + 1, 6)
    return {
        "x": rng.normal(size=(n, groups * inputs, h, w)),
        "kernel": rng.normal(size=(groups * outputs, inputs, *kernel)),
        "bias": rng.normal(size=groups * outputs),
        "stride": (int(stride[0]), int(stride[1])),
        "padding": (int(padding[0]), int(padding[1])),
        "groups": groups,
        "dilation": (int(dilation[0]), int(dilation[1])),
    }
