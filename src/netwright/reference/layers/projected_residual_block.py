"""A residual block whose answer has another shape than x, forward and backward.

The path may take every ``stride``-th cell only and may change the number of channels, so the
shortcut must do the same: a convolution of 1x1 brings x to the shape of f.

    f = norm(conv3x3(relu(norm(conv3x3_stride(x)))))                                       (1)
    s = norm(conv1x1_stride(x)), or, ``pooled``, norm(conv1x1(mean_stride(x)))             (2)
    y = relu(f + s)                                                                        (3)

mean_stride is the average pool of stride x stride cells, rounded up: conv1x1_stride leaves most
of x unread, the pool does not. norm is batch normalisation in training; the convolutions have no
bias. With dy = dL/dy, the gradient parts where the two are added, and is added up at x:

    dz    = relu'(f + s) dy                                                                (4)
    dL/dx = (df/dx)^T dz + (ds/dx)^T dz                                                    (5)

x is (n, c, h, w); f, s, y are (n, o, h / stride, w / stride), rounded up.

Source: He et al. 2016, arXiv:1512.03385, section 3.2, equation (2), and section 3.4 for norm; He
et al. 2019, arXiv:1812.01187, figure 2c (ResNet-D), for the pool.
"""

from dataclasses import dataclass

import numpy as np

from netwright.reference._arrays import Array, count, real
from netwright.reference.activations import relu
from netwright.reference.layers import _normed_convolution as step
from netwright.reference.layers import _residual_path, average_pool
from netwright.reference.layers._kinks import settled


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``."""

    path: _residual_path.Saved
    pool: average_pool.Saved | None  # None: not pooled
    short: step.Saved
    bend: relu.Saved


@dataclass(frozen=True, slots=True)
class Grads:
    """dL/d(each input of ``forward``), each shaped like that input."""

    x: Array
    kernel1: Array
    gain1: Array
    bias1: Array
    kernel2: Array
    gain2: Array
    bias2: Array
    short_kernel: Array
    short_gain: Array
    short_bias: Array


def forward(
    x: Array,
    kernel1: Array,
    gain1: Array,
    bias1: Array,
    kernel2: Array,
    gain2: Array,
    bias2: Array,
    short_kernel: Array,
    short_gain: Array,
    short_bias: Array,
    *,
    stride: int = 1,
    pooled: bool = False,
    eps: float = 1e-5,
) -> tuple[Array, Saved]:
    """Add the path and the projected x: equations (1) to (3).

    Args:
        x: (n, c, h, w), any unit.
        kernel1: (o, c, 3, 3), of the first convolution.
        gain1: (o,), of the first norm.
        bias1: (o,), of the first norm.
        kernel2: (o, o, 3, 3), of the second convolution.
        gain2: (o,), of the second norm, unit of y.
        bias2: (o,), of the second norm, unit of y.
        short_kernel: (o, c, 1, 1), of the shortcut's convolution.
        short_gain: (o,), of the shortcut's norm, unit of y.
        short_bias: (o,), of the shortcut's norm, unit of y.
        stride: of the path and of the shortcut, cells, 1 or more.
        pooled: which of the two forms of (2).
        eps: added to every variance; above 0.

    Returns:
        y of shape (n, o, h / stride, w / stride), rounded up, and what ``backward`` will ask for.

    Raises:
        ValueError: if shapes disagree, a channel of f has one value alone, a setting is out of
            its range, or something is empty or not finite.

    Example:
        >>> still = np.zeros((1, 1, 3, 3)), np.ones(1), np.zeros(1)
        >>> x = np.array([[[[0.0, 9.0, 2.0]]]])
        >>> forward(x, *still, *still, np.ones((1, 1, 1, 1)), [3.0], [0.0], stride=2)[0].round(3)
        array([[[[0., 3.]]]])
    """
    stride = count("stride", stride)
    path_weights = (kernel1, gain1, bias1, kernel2, gain2, bias2)
    f, path = _residual_path.forward(x, *path_weights, stride=stride, eps=eps)  # (1)
    short_weights = _expect(f.shape[1], np.shape(x)[1], short_kernel, short_gain, short_bias)
    s, pool, short = _shortcut(x, short_weights, stride, pooled, eps)  # (2)
    y, bend = relu.forward(f + s)  # (3)
    return y, Saved(path, pool, short, bend)


def backward(dy: Array, saved: Saved) -> Grads:
    """Carry dL/dy, shaped like y, back through (3) to (1); a ``ValueError`` if it is not."""
    dz = relu.backward(dy, saved.bend).x  # (4)
    path = _residual_path.backward(dz, saved.path)
    short = step.backward(dz, saved.short)
    dx = short.x if saved.pool is None else average_pool.backward(short.x, saved.pool).x
    return Grads(
        x=path.x + dx,  # (5)
        kernel1=path.kernel1,
        gain1=path.gain1,
        bias1=path.bias1,
        kernel2=path.kernel2,
        gain2=path.gain2,
        bias2=path.bias2,
        short_kernel=short.kernel,
        short_gain=short.gain,
        short_bias=short.bias,
    )


def example(rng: np.random.Generator) -> dict[str, Array | float | bool]:
    """Arguments of ``forward`` for one random case: no ReLU is near its kink."""
    return settled(forward, lambda: _draw(rng), ("bias1",), ("bias2",))


def _draw(rng: np.random.Generator) -> dict[str, Array | float | bool]:
    n, (c, o, stride) = rng.integers(2, 4), rng.integers(1, 3, size=3)
    h, w = rng.integers(2, 5, size=2)
    return {
        "x": rng.normal(size=(n, c, h, w)),
        "kernel1": rng.normal(size=(o, c, 3, 3)),
        "gain1": rng.normal(size=o),
        "bias1": rng.normal(size=o),
        "kernel2": rng.normal(size=(o, o, 3, 3)),
        "gain2": rng.normal(size=o),
        "bias2": rng.normal(size=o),
        "short_kernel": rng.normal(size=(o, c, 1, 1)),
        "short_gain": rng.normal(size=o),
        "short_bias": rng.normal(size=o),
        "stride": int(stride),
        "pooled": bool(rng.integers(2)),
        "eps": float(rng.choice([1e-2, 0.1, 1.0])),
    }


def _expect(o: int, c: int, kernel: Array, gain: Array, bias: Array) -> tuple[Array, Array, Array]:
    return (
        real("short_kernel", kernel, o, c, 1, 1),
        real("short_gain", gain, o),
        real("short_bias", bias, o),
    )


def _shortcut(
    x: Array, weights: tuple[Array, Array, Array], stride: int, pooled: bool, eps: float
) -> tuple[Array, average_pool.Saved | None, step.Saved]:
    if pooled:
        means, pool = average_pool.forward(x, kernel=stride, ceil_mode=True)
        s, short = step.forward(means, *weights, eps=eps)  # (2)
        return s, pool, short
    s, short = step.forward(x, *weights, stride=stride, eps=eps)  # (2)
    return s, None, short
