"""An inverted residual block, forward and backward: wide inside, narrow where blocks meet.

    u = relu6(norm(conv1x1(x)))                 expand: t times as many channels           (1)
    v = relu6(norm(depthwise3x3_stride(u)))     each channel by itself                     (2)
    f = norm(conv1x1(v))                        project: no bend, the linear bottleneck    (3)
    y = f + x   where the stride is 1 and f has as many channels as x, else f              (4)

norm is batch normalisation in training; the convolutions have no bias, the 3x3 one a border of
one zero cell. Nothing bends what is narrow: where channels are few, a number that a ReLU cuts off
is lost. Backward goes through the same steps from the last to the first, with dy = dL/dy:

    dL/dx = (df/dx)^T dy + dy   where x was added, else (df/dx)^T dy                       (5)

x is (n, c, h, w), u (n, t c, h, w), v (n, t c, h', w'), y (n, o, h', w') with h' = h / stride,
rounded up. The first block of the paper's network, whose t is 1, has no (1).

Source: Sandler et al. 2018, arXiv:1801.04381, section 3.3, table 1 and figure 4d.
"""

from dataclasses import dataclass

import numpy as np

from netwright.reference._arrays import Array, count, real
from netwright.reference.activations import relu6
from netwright.reference.layers import _normed_convolution as step
from netwright.reference.layers._kinks import settled


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``."""

    expand: step.Saved
    expand_bend: relu6.Saved
    depth: step.Saved
    depth_bend: relu6.Saved
    project: step.Saved
    shape: tuple[int, ...]  # of y
    adds: bool


@dataclass(frozen=True, slots=True)
class Grads:
    """dL/d(each input of ``forward``), each shaped like that input."""

    x: Array
    expand_kernel: Array
    expand_gain: Array
    expand_bias: Array
    depth_kernel: Array
    depth_gain: Array
    depth_bias: Array
    project_kernel: Array
    project_gain: Array
    project_bias: Array


def forward(
    x: Array,
    expand_kernel: Array,
    expand_gain: Array,
    expand_bias: Array,
    depth_kernel: Array,
    depth_gain: Array,
    depth_bias: Array,
    project_kernel: Array,
    project_gain: Array,
    project_bias: Array,
    *,
    stride: int = 1,
    eps: float = 1e-5,
) -> tuple[Array, Saved]:
    """Expand, filter every channel by itself, project, add: equations (1) to (4).

    Args:
        x: (n, c, h, w), any unit.
        expand_kernel: (e, c, 1, 1), e = t c, of the convolution to more channels.
        expand_gain: (e,), of the norm after it.
        expand_bias: (e,), of the norm after it.
        depth_kernel: (e, 1, 3, 3), of the depthwise convolution.
        depth_gain: (e,), of the norm after it.
        depth_bias: (e,), of the norm after it.
        project_kernel: (o, e, 1, 1), of the convolution to few channels.
        project_gain: (o,), of the norm after it, unit of y.
        project_bias: (o,), of the norm after it, unit of y.
        stride: of the depthwise convolution, cells, 1 or more.
        eps: added to every variance; above 0.

    Returns:
        y of shape (n, o, h / stride, w / stride), rounded up, and what ``backward`` will ask for.

    Raises:
        ValueError: if shapes disagree, a channel has one value alone, a setting is out of its
            range, or something is empty or not finite.

    Example:
        >>> one, zero, dot = [1.0], [0.0], np.zeros((1, 1, 1, 1))
        >>> still = (dot, one, zero), (np.zeros((1, 1, 3, 3)), one, zero), (dot, one, [0.5])
        >>> forward([[[[-1.0, 2.0]]]], *still[0], *still[1], *still[2])[0]
        array([[[[-0.5,  2.5]]]])
    """
    x = real("x", x, "n", "c", "h", "w")
    first = _expect("expand", expand_kernel, expand_gain, expand_bias, "e", x.shape[1], 1, 1)
    e = len(first[0])
    second = _expect("depth", depth_kernel, depth_gain, depth_bias, e, 1, 3, 3)
    third = _expect("project", project_kernel, project_gain, project_bias, "o", e, 1, 1)
    stride = count("stride", stride)
    inner, expand = step.forward(x, *first, eps=eps)
    u, expand_bend = relu6.forward(inner)  # (1)
    middle, depth = step.forward(u, *second, stride=stride, padding=1, groups=e, eps=eps)
    v, depth_bend = relu6.forward(middle)  # (2)
    f, project = step.forward(v, *third, eps=eps)  # (3)
    adds = stride == 1 and f.shape[1] == x.shape[1]
    y = f + x if adds else f  # (4)
    return y, Saved(expand, expand_bend, depth, depth_bend, project, y.shape, adds)


def backward(dy: Array, saved: Saved) -> Grads:
    """Carry dL/dy, shaped like y, back through (4) to (1); a ``ValueError`` if it is not."""
    dy = real("dy", dy, *saved.shape)
    project = step.backward(dy, saved.project)
    depth = step.backward(relu6.backward(project.x, saved.depth_bend).x, saved.depth)
    expand = step.backward(relu6.backward(depth.x, saved.expand_bend).x, saved.expand)
    return Grads(
        x=expand.x + dy if saved.adds else expand.x,  # (5)
        expand_kernel=expand.kernel,
        expand_gain=expand.gain,
        expand_bias=expand.bias,
        depth_kernel=depth.kernel,
        depth_gain=depth.gain,
        depth_bias=depth.bias,
        project_kernel=project.kernel,
        project_gain=project.gain,
        project_bias=project.bias,
    )


def example(rng: np.random.Generator) -> dict[str, Array | float]:
    """Arguments of ``forward`` for one random case: no ReLU is near its kinks."""
    return settled(forward, lambda: _draw(rng), ("expand_bias",), ("depth_bias",))


def _draw(rng: np.random.Generator) -> dict[str, Array | float]:
    n, (c, o, t, stride) = rng.integers(2, 4), rng.integers(1, 3, size=4)
    h, w = rng.integers(2, 4, size=2)
    e = t * c
    return {
        "x": rng.normal(size=(n, c, h, w)),
        "expand_kernel": rng.normal(size=(e, c, 1, 1)),
        "expand_gain": rng.normal(scale=4.0, size=e),  # some numbers pass the ceiling of 6
        "expand_bias": rng.normal(loc=2.0, size=e),
        "depth_kernel": rng.normal(size=(e, 1, 3, 3)),
        "depth_gain": rng.normal(scale=4.0, size=e),
        "depth_bias": rng.normal(loc=2.0, size=e),
        "project_kernel": rng.normal(size=(o, e, 1, 1)),
        "project_gain": rng.normal(size=o),
        "project_bias": rng.normal(size=o),
        "stride": int(stride),
        "eps": float(rng.choice([1e-2, 0.1, 1.0])),
    }


def _expect(
    name: str, kernel: Array, gain: Array, bias: Array, *shape: int | str
) -> tuple[Array, Array, Array]:
    """Weights of one step, the norm's as many as the kernel of ``shape`` has channels."""
    kernel = real(f"{name}_kernel", kernel, *shape)
    outputs = len(kernel)
    return kernel, real(f"{name}_gain", gain, outputs), real(f"{name}_bias", bias, outputs)
