"""A convolution and the ReLU after it: one step of the inception block."""

from dataclasses import dataclass

from netwright.reference._arrays import Array
from netwright.reference.activations import relu
from netwright.reference.layers import convolution
from netwright.reference.layers._windows import Pair


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``."""

    convolution: convolution.Saved
    bend: relu.Saved


def forward(x: Array, kernel: Array, bias: Array, *, padding: Pair = 0) -> tuple[Array, Saved]:
    """relu(conv(x)), stride 1."""
    sums, convolved = convolution.forward(x, kernel, bias, padding=padding)
    y, bend = relu.forward(sums)
    return y, Saved(convolved, bend)


def backward(dy: Array, saved: Saved) -> convolution.Grads:
    """Carry dL/dy back through the ReLU, then through the convolution."""
    return convolution.backward(relu.backward(dy, saved.bend).x, saved.convolution)
