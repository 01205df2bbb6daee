"""A bottleneck block, forward and backward: the residual path is narrow where kernels are large.

    u = relu(norm(conv1x1(x)))      fewer channels                                         (1)
    v = relu(norm(conv3x3(u)))      as few                                                 (2)
    f = norm(conv1x1(v))            as many as x has                                       (3)
    y = relu(f + x)                                                                        (4)

norm is batch normalisation in training; the convolutions have no bias, the 3x3 one a border of
one zero cell. With c channels outside and m inside a place costs 2 c m + 9 m^2 products; for m =
c / 4 that is 17/16 c^2, where two 3x3 convolutions of c channels take 18 c^2. The gradient parts
where the two are added, and is added up where they parted, with dy = dL/dy:

    dz    = relu'(f + x) dy                                                                (5)
    dL/dx = dz + (df/dx)^T dz                                                              (6)

x, f and y are (n, c, h, w), u and v (n, m, h, w).

Source: He et al. 2016, arXiv:1512.03385, section 4.1 ("Deeper bottleneck architectures") and
figure 5; section 3.4 for norm.
"""

from dataclasses import dataclass

import numpy as np

from netwright.reference._arrays import Array, real
from netwright.reference.activations import relu
from netwright.reference.layers import _normed_convolution as step
from netwright.reference.layers._kinks import settled


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``."""

    first: step.Saved
    first_bend: relu.Saved
    second: step.Saved
    second_bend: relu.Saved
    third: step.Saved
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
    kernel3: Array
    gain3: Array
    bias3: Array


def forward(
    x: Array,
    kernel1: Array,
    gain1: Array,
    bias1: Array,
    kernel2: Array,
    gain2: Array,
    bias2: Array,
    kernel3: Array,
    gain3: Array,
    bias3: Array,
    *,
    eps: float = 1e-5,
) -> tuple[Array, Saved]:
    """Add to x what three convolutions make of it: equations (1) to (4).

    Args:
        x: (n, c, h, w), any unit; two values or more in each channel.
        kernel1: (m, c, 1, 1), of the convolution to fewer channels.
        gain1: (m,), of the norm after it.
        bias1: (m,), of the norm after it.
        kernel2: (m, m, 3, 3), of the convolution between.
        gain2: (m,), of the norm after it.
        bias2: (m,), of the norm after it.
        kernel3: (c, m, 1, 1), of the convolution back to c channels.
        gain3: (c,), of the norm after it, unit of x.
        bias3: (c,), of the norm after it, unit of x.
        eps: added to every variance; above 0.

    Returns:
        y of shape (n, c, h, w), in the unit of x, and what ``backward`` will ask for.

    Raises:
        ValueError: if shapes disagree, a channel has one value alone, something is empty or not
            finite, or eps is not above 0.

    Example:
        >>> one, zero, dot = [1.0], [0.0], np.zeros((1, 1, 1, 1))
        >>> still = (dot, one, zero), (np.zeros((1, 1, 3, 3)), one, zero), (dot, one, [0.5])
        >>> forward([[[[-1.0, 2.0]]]], *still[0], *still[1], *still[2])[0]
        array([[[[0. , 2.5]]]])
    """
    x = real("x", x, "n", "c", "h", "w")
    c = x.shape[1]
    kernel1 = real("kernel1", kernel1, "m", c, 1, 1)
    m = len(kernel1)
    gain1, bias1 = real("gain1", gain1, m), real("bias1", bias1, m)
    kernel2 = real("kernel2", kernel2, m, m, 3, 3)
    gain2, bias2 = real("gain2", gain2, m), real("bias2", bias2, m)
    kernel3 = real("kernel3", kernel3, c, m, 1, 1)
    gain3, bias3 = real("gain3", gain3, c), real("bias3", bias3, c)
    inner, first = step.forward(x, kernel1, gain1, bias1, eps=eps)
    u, first_bend = relu.forward(inner)  # (1)
    middle, second = step.forward(u, kernel2, gain2, bias2, padding=1, eps=eps)
    v, second_bend = relu.forward(middle)  # (2)
    f, third = step.forward(v, kernel3, gain3, bias3, eps=eps)  # (3)
    y, bend = relu.forward(f + x)  # (4)
    return y, Saved(first, first_bend, second, second_bend, third, bend)


def backward(dy: Array, saved: Saved) -> Grads:
    """Carry dL/dy, (n, c, h, w), back through (4) to (1); else a ``ValueError``."""
    dz = relu.backward(dy, saved.bend).x  # (5)
    third = step.backward(dz, saved.third)
    second = step.backward(relu.backward(third.x, saved.second_bend).x, saved.second)
    first = step.backward(relu.backward(second.x, saved.first_bend).x, saved.first)
    return Grads(
        x=dz + first.x,  # (6)
        kernel1=first.kernel,
        gain1=first.gain,
        bias1=first.bias,
        kernel2=second.kernel,
        gain2=second.gain,
        bias2=second.bias,
        kernel3=third.kernel,
        gain3=third.gain,
        bias3=third.bias,
    )


def example(rng: np.random.Generator) -> dict[str, Array | float]:
    """Arguments of ``forward`` for one random case: no ReLU is near its kink."""
    return settled(forward, lambda: _draw(rng), ("bias1",), ("bias2",), ("bias3",))


def _draw(rng: np.random.Generator) -> dict[str, Array | float]:
    n, c, m = rng.integers(1, 3, size=3)
    h, w = rng.integers(2, 4, size=2)
    return {
        "x": rng.normal(size=(n, c, h, w)),
        "kernel1": rng.normal(size=(m, c, 1, 1)),
        "gain1": rng.normal(size=m),
        "bias1": rng.normal(size=m),
        "kernel2": rng.normal(size=(m, m, 3, 3)),
        "gain2": rng.normal(size=m),
        "bias2": rng.normal(size=m),
        "kernel3": rng.normal(size=(c, m, 1, 1)),
        "gain3": rng.normal(size=c),
        "bias3": rng.normal(size=c),
        "eps": float(rng.choice([1e-2, 0.1, 1.0])),
    }
