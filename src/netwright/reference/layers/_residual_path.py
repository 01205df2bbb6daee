"""The path of a residual block: two normed convolutions with a ReLU between them.

    f = norm(conv3x3(relu(norm(conv3x3_stride(x)))))                                       (1)

Both residual blocks take it; what they add to it is theirs.
"""

from dataclasses import dataclass

from netwright.reference._arrays import Array, real
from netwright.reference.activations import relu
from netwright.reference.layers import _normed_convolution as step


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``."""

    first: step.Saved
    bend: relu.Saved
    second: step.Saved


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


def forward(
    x: Array,
    kernel1: Array,
    gain1: Array,
    bias1: Array,
    kernel2: Array,
    gain2: Array,
    bias2: Array,
    *,
    stride: int,
    eps: float,
) -> tuple[Array, Saved]:
    """Equation (1): x (n, c, h, w), kernels (o, c, 3, 3) and (o, o, 3, 3), the others (o,)."""
    x = real("x", x, "n", "c", "h", "w")
    kernel1 = real("kernel1", kernel1, "o", x.shape[1], 3, 3)
    o = len(kernel1)
    gain1, bias1 = real("gain1", gain1, o), real("bias1", bias1, o)
    kernel2 = real("kernel2", kernel2, o, o, 3, 3)
    gain2, bias2 = real("gain2", gain2, o), real("bias2", bias2, o)
    inner, first = step.forward(x, kernel1, gain1, bias1, stride=stride, padding=1, eps=eps)
    hidden, bend = relu.forward(inner)
    f, second = step.forward(hidden, kernel2, gain2, bias2, padding=1, eps=eps)  # (1)
    return f, Saved(first, bend, second)


def backward(df: Array, saved: Saved) -> Grads:
    """Carry dL/df, (n, o, h', w'), back through (1), its last step first."""
    second = step.backward(df, saved.second)
    bent = relu.backward(second.x, saved.bend)
    first = step.backward(bent.x, saved.first)
    return Grads(
        x=first.x,
        kernel1=first.kernel,
        gain1=first.gain,
        bias1=first.bias,
        kernel2=second.kernel,
        gain2=second.gain,
        bias2=second.bias,
    )
