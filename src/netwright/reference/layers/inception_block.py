"""An inception block, forward and backward: four ways to look at x, side by side.

    y1 = relu(conv1x1(x))                                                                  (1)
    y3 = relu(conv3x3(relu(conv1x1(x))))                                                   (2)
    y5 = relu(conv5x5(relu(conv1x1(x))))                                                   (3)
    yp = relu(conv1x1(maxpool3x3(x)))                                                      (4)
    y  = [y1, y3, y5, yp] one after the other along the channels                           (5)

The 1x1 convolutions before the larger ones reduce the channels, and with them the products. All
borders are kept (padding 0, 1, 2 and, in the pool, 1; stride 1), so the four have the same sides.
With dy = dL/dy, cut along the channels into dy1, dy3, dy5, dyp,

    dL/dx = (dy1/dx)^T dy1 + (dy3/dx)^T dy3 + (dy5/dx)^T dy5 + (dyp/dx)^T dyp              (6)

where (dy1/dx)^T is the transposed Jacobian of the branch, one step after the other, the last one
first. x is (n, c, h, w), y (n, o1 + o3 + o5 + op, h, w).

Source: Szegedy et al. 2015, arXiv:1409.4842, figure 2b.
"""

from dataclasses import dataclass

import numpy as np

from netwright.reference._arrays import Array, real
from netwright.reference.layers import _bent_convolution as step
from netwright.reference.layers import max_pool
from netwright.reference.layers._kinks import settled

Weights = tuple[Array, Array]  # of a convolution: kernel, bias


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``: of each convolution with its ReLU."""

    one: step.Saved
    reduce3: step.Saved
    three: step.Saved
    reduce5: step.Saved
    five: step.Saved
    pool: max_pool.Saved
    after_pool: step.Saved
    shape: tuple[int, ...]  # of y
    cuts: list[int]  # channels of y at which y3, y5, yp begin


@dataclass(frozen=True, slots=True)
class Grads:
    """dL/d(each input of ``forward``), each shaped like that input."""

    x: Array
    kernel1: Array
    bias1: Array
    reduce3_kernel: Array
    reduce3_bias: Array
    kernel3: Array
    bias3: Array
    reduce5_kernel: Array
    reduce5_bias: Array
    kernel5: Array
    bias5: Array
    pool_kernel: Array
    pool_bias: Array


def forward(
    x: Array,
    kernel1: Array,
    bias1: Array,
    reduce3_kernel: Array,
    reduce3_bias: Array,
    kernel3: Array,
    bias3: Array,
    reduce5_kernel: Array,
    reduce5_bias: Array,
    kernel5: Array,
    bias5: Array,
    pool_kernel: Array,
    pool_bias: Array,
) -> tuple[Array, Saved]:
    """Look at x in four ways and put the answers side by side: equations (1) to (5).

    Args:
        x: (n, c, h, w), any unit.
        kernel1: (o1, c, 1, 1), of (1).
        bias1: (o1,).
        reduce3_kernel: (r3, c, 1, 1), the first of (2).
        reduce3_bias: (r3,).
        kernel3: (o3, r3, 3, 3), the second of (2).
        bias3: (o3,).
        reduce5_kernel: (r5, c, 1, 1), the first of (3).
        reduce5_bias: (r5,).
        kernel5: (o5, r5, 5, 5), the second of (3).
        bias5: (o5,).
        pool_kernel: (op, c, 1, 1), of (4).
        pool_bias: (op,).

    Returns:
        y of shape (n, o1 + o3 + o5 + op, h, w), and what ``backward`` will ask for.

    Raises:
        ValueError: if shapes disagree, or something is empty or not finite.

    Example:
        >>> one, zero, large = np.ones((1, 1, 1, 1)), [0.0], np.ones((1, 1, 5, 5))
        >>> branches = one, zero, one, zero, large[..., 1:4, 1:4], zero, one, zero, large, zero
        >>> forward([[[[1.0, 2.0, 4.0]]]], *branches, one, zero)[0][0, :, 0, 0]
        array([1., 3., 7., 2.])
    """
    x = real("x", x, "n", "c", "h", "w")
    c = x.shape[1]
    one = _expect(c, 1, kernel1=kernel1, bias1=bias1)
    reduce3 = _expect(c, 1, reduce3_kernel=reduce3_kernel, reduce3_bias=reduce3_bias)
    three = _expect(len(reduce3[0]), 3, kernel3=kernel3, bias3=bias3)
    reduce5 = _expect(c, 1, reduce5_kernel=reduce5_kernel, reduce5_bias=reduce5_bias)
    five = _expect(len(reduce5[0]), 5, kernel5=kernel5, bias5=bias5)
    after_pool = _expect(c, 1, pool_kernel=pool_kernel, pool_bias=pool_bias)
    return _side_by_side(x, one, reduce3, three, reduce5, five, after_pool)


def backward(dy: Array, saved: Saved) -> Grads:
    """Carry dL/dy, shaped like y, back through (5) to (1); a ``ValueError`` if it is not."""
    dy = real("dy", dy, *saved.shape)
    dy1, dy3, dy5, dyp = np.split(dy, saved.cuts, axis=1)
    one = step.backward(dy1, saved.one)
    three = step.backward(dy3, saved.three)
    reduce3 = step.backward(three.x, saved.reduce3)
    five = step.backward(dy5, saved.five)
    reduce5 = step.backward(five.x, saved.reduce5)
    after_pool = step.backward(dyp, saved.after_pool)
    pool = max_pool.backward(after_pool.x, saved.pool)
    return Grads(
        x=one.x + reduce3.x + reduce5.x + pool.x,  # (6)
        kernel1=one.kernel,
        bias1=one.bias,
        reduce3_kernel=reduce3.kernel,
        reduce3_bias=reduce3.bias,
        kernel3=three.kernel,
        bias3=three.bias,
        reduce5_kernel=reduce5.kernel,
        reduce5_bias=reduce5.bias,
        kernel5=five.kernel,
        bias5=five.bias,
        pool_kernel=after_pool.kernel,
        pool_bias=after_pool.bias,
    )


def example(rng: np.random.Generator) -> dict[str, Array]:
    """Arguments of ``forward`` for one random case: no ReLU near its kink, no two equal in x."""
    first, second = ("bias1", "reduce3_bias", "reduce5_bias", "pool_bias"), ("bias3", "bias5")
    return settled(forward, lambda: _draw(rng), first, second)


def _draw(rng: np.random.Generator) -> dict[str, Array]:
    n, c, o1, r3, o3, r5, o5, op = rng.integers(1, 3, size=8)
    h, w = rng.integers(1, 4, size=2)
    return {
        "x": 0.1 * rng.permutation(n * c * h * w).reshape(n, c, h, w) - 1.0,
        "kernel1": rng.normal(size=(o1, c, 1, 1)),
        "bias1": rng.normal(size=o1),
        "reduce3_kernel": rng.normal(size=(r3, c, 1, 1)),
        "reduce3_bias": rng.normal(size=r3),
        "kernel3": rng.normal(size=(o3, r3, 3, 3)),
        "bias3": rng.normal(size=o3),
        "reduce5_kernel": rng.normal(size=(r5, c, 1, 1)),
        "reduce5_bias": rng.normal(size=r5),
        "kernel5": rng.normal(size=(o5, r5, 5, 5)),
        "bias5": rng.normal(size=o5),
        "pool_kernel": rng.normal(size=(op, c, 1, 1)),
        "pool_bias": rng.normal(size=op),
    }


def _expect(channels: int, side: int, **weights: Array) -> Weights:
    """A kernel and its bias, in this order, for a number of channels that come in."""
    (kernel_name, kernel), (bias_name, bias) = weights.items()
    kernel = real(kernel_name, kernel, "o", channels, side, side)
    return kernel, real(bias_name, bias, len(kernel))


def _side_by_side(
    x: Array,
    w1: Weights,
    w_reduce3: Weights,
    w3: Weights,
    w_reduce5: Weights,
    w5: Weights,
    w_pool: Weights,
) -> tuple[Array, Saved]:
    y1, one = step.forward(x, *w1)  # (1)
    fewer, reduce3 = step.forward(x, *w_reduce3)  # (2)
    y3, three = step.forward(fewer, *w3, padding=1)  # (2)
    fewer, reduce5 = step.forward(x, *w_reduce5)  # (3)
    y5, five = step.forward(fewer, *w5, padding=2)  # (3)
    largest, pool = max_pool.forward(x, kernel=3, stride=1, padding=1)  # (4)
    yp, after_pool = step.forward(largest, *w_pool)  # (4)
    y = np.concatenate([y1, y3, y5, yp], axis=1)  # (5)
    cuts = np.cumsum([y1.shape[1], y3.shape[1], y5.shape[1]]).tolist()
    return y, Saved(one, reduce3, three, reduce5, five, pool, after_pool, y.shape, cuts)
