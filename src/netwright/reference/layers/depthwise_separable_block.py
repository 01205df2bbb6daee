"""A depthwise separable block, forward and backward: first within channels, then across them.

    u = relu(norm(depthwise(x)))    a 3x3 kernel for each channel, which sees it alone     (1)
    y = relu(norm(pointwise(u)))    a 1x1 convolution: each place by itself                (2)

norm is batch normalisation in training; the convolutions have no bias, the 3x3 one a border of
one zero cell. For c channels in and o out this is c (9 + o) products for each place of y, where a
full 3x3 convolution takes 9 c o. Backward goes through the same steps from the last to the first:

    dL/du = (dy/du)^T dy,   dy = dL/dy                                                     (3)
    dL/dx = (du/dx)^T dL/du                                                                (4)

x is (n, c, h, w), u (n, c, h', w'), y (n, o, h', w') with h' = h / stride, rounded up.

Source: Howard et al. 2017, arXiv:1704.04861, section 3.1 and figure 3.
"""

from dataclasses import dataclass

import numpy as np

from netwright.reference._arrays import Array, count, real
from netwright.reference.activations import relu
from netwright.reference.layers import _normed_convolution as step
from netwright.reference.layers._kinks import settled


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``."""

    depth: step.Saved
    depth_bend: relu.Saved
    point: step.Saved
    point_bend: relu.Saved


@dataclass(frozen=True, slots=True)
class Grads:
    """dL/d(each input of ``forward``), each shaped like that input."""

    x: Array
    depth_kernel: Array
    depth_gain: Array
    depth_bias: Array
    point_kernel: Array
    point_gain: Array
    point_bias: Array


def forward(
    x: Array,
    depth_kernel: Array,
    depth_gain: Array,
    depth_bias: Array,
    point_kernel: Array,
    point_gain: Array,
    point_bias: Array,
    *,
    stride: int = 1,
    eps: float = 1e-5,
) -> tuple[Array, Saved]:
    """Filter every channel by itself, then mix the channels: equations (1) and (2).

    Args:
        x: (n, c, h, w), any unit.
        depth_kernel: (c, 1, 3, 3), of the depthwise convolution.
        depth_gain: (c,), of the norm after it.
        depth_bias: (c,), of the norm after it.
        point_kernel: (o, c, 1, 1), of the pointwise convolution.
        point_gain: (o,), of the norm after it, unit of y.
        point_bias: (o,), of the norm after it, unit of y.
        stride: of the depthwise convolution, cells, 1 or more.
        eps: added to both variances; above 0.

    Returns:
        y of shape (n, o, h / stride, w / stride), rounded up, and what ``backward`` will ask for.

    Raises:
        ValueError: if shapes disagree, a channel of y has one value alone, a setting is out of
            its range, or something is empty or not finite.

    Example:
        >>> middle, one, zero = [[[[0.0] * 3, [0.0, 1.0, 0.0], [0.0] * 3]]], [1.0], [0.0]
        >>> x = np.array([[[[-5.0, 5.0]]]])
        >>> y, _ = forward(x, middle, one, zero, np.ones((1, 1, 1, 1)), [2.0], zero)
        >>> y.round(3)
        array([[[[0., 2.]]]])
    """
    x = real("x", x, "n", "c", "h", "w")
    c = x.shape[1]
    depth_kernel = real("depth_kernel", depth_kernel, c, 1, 3, 3)
    gain, bias = real("depth_gain", depth_gain, c), real("depth_bias", depth_bias, c)
    point_kernel = real("point_kernel", point_kernel, "o", c, 1, 1)
    point_gain = real("point_gain", point_gain, len(point_kernel))
    point_bias = real("point_bias", point_bias, len(point_kernel))
    stride = count("stride", stride)
    inner, depth = step.forward(
        x, depth_kernel, gain, bias, stride=stride, padding=1, groups=c, eps=eps
    )
    u, depth_bend = relu.forward(inner)  # (1)
    outer, point = step.forward(u, point_kernel, point_gain, point_bias, eps=eps)
    y, point_bend = relu.forward(outer)  # (2)
    return y, Saved(depth, depth_bend, point, point_bend)


def backward(dy: Array, saved: Saved) -> Grads:
    """Carry dL/dy, (n, o, h', w'), back through (2) and (1); else a ``ValueError``."""
    point = step.backward(relu.backward(dy, saved.point_bend).x, saved.point)  # (3)
    depth = step.backward(relu.backward(point.x, saved.depth_bend).x, saved.depth)  # (4)
    return Grads(
        x=depth.x,
        depth_kernel=depth.kernel,
        depth_gain=depth.gain,
        depth_bias=depth.bias,
        point_kernel=point.kernel,
        point_gain=point.gain,
        point_bias=point.bias,
    )


def example(rng: np.random.Generator) -> dict[str, Array | float]:
    """Arguments of ``forward`` for one random case: no ReLU is near its kink."""
    return settled(forward, lambda: _draw(rng), ("depth_bias",), ("point_bias",))


def _draw(rng: np.random.Generator) -> dict[str, Array | float]:
    n, (c, o, stride) = rng.integers(2, 4), rng.integers(1, 4, size=3)
    h, w = rng.integers(2, 5, size=2)
    return {
        "x": rng.normal(size=(n, c, h, w)),
        "depth_kernel": rng.normal(size=(c, 1, 3, 3)),
        "depth_gain": rng.normal(size=c),
        "depth_bias": rng.normal(size=c),
        "point_kernel": rng.normal(size=(o, c, 1, 1)),
        "point_gain": rng.normal(size=o),
        "point_bias": rng.normal(size=o),
        "stride": int(stride),
        "eps": float(rng.choice([1e-2, 0.1, 1.0])),
    }
