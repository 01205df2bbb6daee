"""A convolution without bias and the batch normalisation after it: one step of several blocks.

The normalisation takes the mean of every channel away, and with it whatever a bias would add.
"""

from dataclasses import dataclass

import numpy as np

from netwright.reference._arrays import Array
from netwright.reference.layers import batch_norm, convolution
from netwright.reference.layers._windows import Pair


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``."""

    convolution: convolution.Saved
    norm: batch_norm.Saved


@dataclass(frozen=True, slots=True)
class Grads:
    """dL/d(each input of ``forward``), each shaped like that input."""

    x: Array
    kernel: Array
    gain: Array
    bias: Array


def forward(
    x: Array,
    kernel: Array,
    gain: Array,
    bias: Array,
    *,
    eps: float,
    stride: Pair = 1,
    padding: Pair = 0,
    groups: int = 1,
) -> tuple[Array, Saved]:
    """norm(conv(x)): kernel and settings go to the convolution, gain, bias and eps to the norm."""
    sums, convolved = convolution.forward(
        x, kernel, np.zeros(len(kernel)), stride=stride, padding=padding, groups=groups
    )
    y, normed = batch_norm.forward(sums, gain, bias, eps=eps)
    return y, Saved(convolved, normed)


def backward(dy: Array, saved: Saved) -> Grads:
    """Carry dL/dy back through the norm, then through the convolution."""
    normed = batch_norm.backward(dy, saved.norm)
    convolved = convolution.backward(normed.x, saved.convolution)
    return Grads(convolved.x, convolved.kernel, normed.gain, normed.bias)
