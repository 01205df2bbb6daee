"""A residual block, forward and backward: two convolutions that learn what to add to x.

    f = norm(conv3x3(relu(norm(conv3x3(x)))))                                              (1)
    y = relu(f + x)                                                                        (2)

norm is batch normalisation in training; the convolutions have no bias, a border of one zero cell,
and as many channels as x, so that f is shaped like x. With dy = dL/dy, the gradient parts where
the two are added, and is added up where they parted:

    dz    = relu'(f + x) dy                                                                (3)
    dL/dx = dz + (df/dx)^T dz                                                              (4)

dz reaches x unchanged beside what the path makes of it: so many blocks can be stacked.
``projected_residual_block`` is for a y of another shape. All of x, f, y are (n, c, h, w).

Source: He et al. 2016, arXiv:1512.03385, section 3.2, equation (1), and section 3.4 for norm.
"""

from dataclasses import dataclass

import numpy as np

from netwright.reference._arrays import Array, real
from netwright.reference.activations import relu
from netwright.reference.layers import _residual_path
from netwright.reference.layers._kinks import settled


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``."""

    path: _residual_path.Saved
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


def forward(
    x: Array,
    kernel1: Array,
    gain1: Array,
    bias1: Array,
    kernel2: Array,
    gain2: Array,
    bias2: Array,
    *,
    eps: float = 1e-5,
) -> tuple[Array, Saved]:
    """Add to x what two convolutions make of it: equations (1) and (2).

    Args:
        x: (n, c, h, w), any unit; two values or more in each channel.
        kernel1: (c, c, 3, 3), of the first convolution.
        gain1: (c,), of the first norm.
        bias1: (c,), of the first norm.
        kernel2: (c, c, 3, 3), of the second convolution.
        gain2: (c,), of the second norm, unit of x.
        bias2: (c,), of the second norm, unit of x.
        eps: added to both variances; above 0.

    Returns:
        y of shape (n, c, h, w), in the unit of x, and what ``backward`` will ask for.

    Raises:
        ValueError: if a shape disagrees with x, a channel has one value alone, something is
            empty or not finite, or eps is not above 0.

    Example:
        >>> still = np.zeros((1, 1, 3, 3)), np.ones(1), np.zeros(1)
        >>> y, _ = forward([[[[-1.0, 2.0]]]], *still, *still)
        >>> y
        array([[[[0., 2.]]]])
    """
    x = real("x", x, "n", "c", "h", "w")
    c = x.shape[1]
    kernel1 = real("kernel1", kernel1, c, c, 3, 3)
    f, path = _residual_path.forward(
        x, kernel1, gain1, bias1, kernel2, gain2, bias2, stride=1, eps=eps
    )  # (1)
    y, bend = relu.forward(f + x)  # (2)
    return y, Saved(path, bend)


def backward(dy: Array, saved: Saved) -> Grads:
    """Carry dL/dy, (n, c, h, w), back through (2) and (1); else a ``ValueError``."""
    dz = relu.backward(dy, saved.bend).x  # (3)
    path = _residual_path.backward(dz, saved.path)
    return Grads(
        x=dz + path.x,  # (4)
        kernel1=path.kernel1,
        gain1=path.gain1,
        bias1=path.bias1,
        kernel2=path.kernel2,
        gain2=path.gain2,
        bias2=path.bias2,
    )


def example(rng: np.random.Generator) -> dict[str, Array | float]:
    """Arguments of ``forward`` for one random case: no ReLU is near its kink."""
    return settled(forward, lambda: _draw(rng), ("bias1",), ("bias2",))


def _draw(rng: np.random.Generator) -> dict[str, Array | float]:
    n, c = rng.integers(1, 3, size=2)
    h, w = rng.integers(2, 4, size=2)
    return {
        "x": rng.normal(size=(n, c, h, w)),
        "kernel1": rng.normal(size=(c, c, 3, 3)),
        "gain1": rng.normal(size=c),
        "bias1": rng.normal(size=c),
        "kernel2": rng.normal(size=(c, c, 3, 3)),
        "gain2": rng.normal(size=c),
        "bias2": rng.normal(size=c),
        "eps": float(rng.choice([1e-2, 0.1, 1.0])),
    }
