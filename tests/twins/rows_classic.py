"""What the classic networks bring, beside torch and beside the parts of those networks."""

import numpy as np
import torch
from torch import nn
from torch.func import functional_call
from torch.nn import functional

from netwright.models import Chosen, Codes, PaddedShortcut, ScaledTanh, Subsampling
from netwright.models._inception import Paths, inception
from netwright.models._lenet import KERNEL, TABLE, PartConvolution
from netwright.models._mobilenet import Separable
from netwright.models._mobilenet_v2 import InvertedResidual
from netwright.models._resnet_cifar import Residual, _block
from netwright.models._resnet_deep import SQUEEZE, _basic, _bottleneck
from netwright.reference.activations import relu6, scaled_tanh
from netwright.reference.layers import (
    affine,
    bottleneck_block,
    convolution,
    depthwise_separable_block,
    inception_block,
    inverted_residual_block,
    local_response_norm,
    padded_shortcut,
    projected_residual_block,
    residual_block,
    subsampling,
)
from netwright.reference.operations import pick, zero_border
from twins.harness import ROUNDING, Twin, by_torch

PART = ("weight", "bias")
SAME = "float64 on both sides: numbers only move"
POWERS = "float64 on both sides: the last digits of tanh and of powers are each library's own"
NORMED = ROUNDING + "; divided by a standard deviation of 0.1 or more, up to three times"


def _row(reference, other, function, because=ROUNDING, tolerance=1e-12, **more):
    return Twin(
        reference=reference,
        other=other,
        run=by_torch(function),
        tolerance=tolerance,
        because=because,
        **more,
    )


def _scaled_tanh(x):
    return 1.7159 * (1 - 2 / (torch.exp(4 * x / 3) + 1))


def _local_response_norm(x, size, alpha, beta, k):
    return functional.local_response_norm(x, size, alpha, beta, k)


def _local_response_layer(x, size, alpha, beta, k):
    return nn.LocalResponseNorm(size, alpha, beta, k)(x)


def _pad(x, more, stride):
    return functional.pad(x[:, :, ::stride, ::stride], (0, 0, 0, 0, 0, more))


def _fixed_kernel(x, more, stride):
    kernel = torch.eye(x.shape[1] + more, x.shape[1], dtype=x.dtype)[:, :, None, None]
    return functional.conv2d(x, kernel, stride=stride)


def _depthwise_sum(x, coefficient, bias):
    kernel = coefficient.expand(-1, 2, 2).unsqueeze(1)
    return functional.conv2d(x, kernel, bias.flatten(), stride=2, groups=x.shape[1])


def _subsampling(x, coefficient, bias):
    layer = Subsampling(x.shape[1]).double()
    return functional_call(layer, {"weight": coefficient, "bias": bias}, (x,))


def _index_select(x, places, axis):
    return torch.index_select(x, axis, places)


def _chosen(x, places, axis):
    return Chosen(tuple(places.tolist()))(x)


def _by_channels(rng):
    given = {"x": rng.normal(size=tuple(rng.integers(1, 5, size=4)))}
    maps = rng.integers(given["x"].shape[1], size=rng.integers(1, 5))
    return {**given, "places": maps, "axis": 1}


def _zero_border(x, rows, columns):
    return functional.pad(x, (*columns, *rows))


def _zero_pad(x, rows, columns):
    return nn.ZeroPad2d((*columns, *rows))(x)


def _normed(x, kernel, gain, bias, eps, **settings):
    sums = functional.conv2d(x, kernel, **settings)
    return functional.batch_norm(sums, None, None, gain, bias, training=True, eps=eps)


def _of(weights, name):
    """Kernel, gain and bias of one step of a block."""
    return [weights[f"{name}_{part}"] for part in ("kernel", "gain", "bias")]


def _narrow(x, *, eps, **weights):
    first, second, third = (
        [weights[f"{part}{number}"] for part in ("kernel", "gain", "bias")] for number in (1, 2, 3)
    )
    u = functional.relu(_normed(x, *first, eps))
    v = functional.relu(_normed(u, *second, eps, padding=1))
    return functional.relu(_normed(v, *third, eps) + x)


def _wide(x, *, stride, eps, **weights):
    u = functional.relu6(_normed(x, *_of(weights, "expand"), eps))
    settings = {"padding": 1, "stride": stride, "groups": u.shape[1]}
    v = functional.relu6(_normed(u, *_of(weights, "depth"), eps, **settings))
    f = _normed(v, *_of(weights, "project"), eps)
    return f + x if f.shape == x.shape else f


def _called(block, x, eps, weights):
    """Run a block of ours with weights of the case, in the order of its own parameters."""
    block = block.double()
    for layer in block.modules():
        if isinstance(layer, nn.BatchNorm2d):
            layer.eps = eps
    names = [name for name, _ in block.named_parameters()]
    return functional_call(block, dict(zip(names, weights, strict=True)), (x,))


def _residual(x, *, eps, **weights):
    block = _block(x.shape[1], x.shape[1], stride=1)
    return _called(block, x, eps, weights.values())


def _projected(x, *, kernel1, stride, pooled, eps, **weights):
    block = _basic(1.0, x.shape[1], len(kernel1), stride)
    return _called(block, x, eps, (kernel1, *weights.values()))


def _changing_shape(rng):
    """Option B: projected only where stride or channels change, and never pooled."""
    while True:
        given = projected_residual_block.example(rng)
        outputs, inputs = given["short_kernel"].shape[:2]
        if given["stride"] != 1 or outputs != inputs:
            return {**given, "pooled": False}


def _bottlenecked(x, *, eps, **weights):
    block = _bottleneck(1.0, x.shape[1], x.shape[1], 1)
    return _called(block, x, eps, weights.values())


def _quarter(rng):
    """A bottleneck as ours are: four times as wide outside as inside."""
    inner, (n, h, w) = int(rng.integers(1, 3)), rng.integers(2, 4, size=3)
    c = SQUEEZE * inner
    shapes = ((inner, c, 1, 1), (inner, inner, 3, 3), (c, inner, 1, 1))
    given = {"x": rng.normal(size=(n, c, h, w))}
    for number, shape in enumerate(shapes, start=1):
        given[f"kernel{number}"] = rng.normal(size=shape)
        given[f"gain{number}"] = rng.normal(size=shape[0])
        given[f"bias{number}"] = rng.normal(size=shape[0])
    return {**given, "eps": float(rng.choice([1e-2, 0.1, 1.0]))}


def _separable(x, *, stride, eps, **weights):
    block = Separable(x.shape[1], len(weights["point_gain"]), stride=stride)
    return _called(block, x, eps, weights.values())


def _inverted(x, *, stride, eps, **weights):
    inner, outputs = len(weights["depth_gain"]), len(weights["project_gain"])
    block = InvertedResidual(x.shape[1], outputs, expansion=inner // x.shape[1], stride=stride)
    return _called(block, x, eps, weights.values())


def _expanded(rng):
    """A t of 1 has no expansion in the fast path."""
    while True:
        given = inverted_residual_block.example(rng)
        if len(given["expand_gain"]) > given["x"].shape[1]:
            return given


def _paths(x, *, kernel1, bias1, **weights):
    widths = [
        len(kernel)
        for kernel in (
            kernel1,
            *(weights[n] for n in ("reduce3_kernel", "kernel3", "reduce5_kernel", "kernel5")),
            weights["pool_kernel"],
        )
    ]
    parts = {
        "paths.0.0": (kernel1, bias1),
        "paths.1.0.0": (weights["reduce3_kernel"], weights["reduce3_bias"]),
        "paths.1.1.0": (weights["kernel3"], weights["bias3"]),
        "paths.2.0.0": (weights["reduce5_kernel"], weights["reduce5_bias"]),
        "paths.2.1.0": (weights["kernel5"], weights["bias5"]),
        "paths.3.1.0": (weights["pool_kernel"], weights["pool_bias"]),
    }
    places = {f"{n}.{p}": t for n, pair in parts.items() for p, t in zip(PART, pair, strict=True)}
    return functional_call(inception(x.shape[1], tuple(widths), norm=False), places, (x,))


def _part_convolution(x, kernel, bias):
    """What the table leaves out has no weight in the fast path."""
    layer, places, first = PartConvolution(TABLE), {}, 0
    for number, path in enumerate(layer.paths):
        rows = range(first, first + path[1].out_channels)
        taken = torch.stack([kernel[row, list(TABLE[row])] for row in rows])
        places |= {f"paths.{number}.1.weight": taken, f"paths.{number}.1.bias": bias[list(rows)]}
        first = rows.stop
    return functional_call(layer, places, (x,))


def _without_kernel(arguments, dy):
    """The kernel's slopes: the reference has some for weights that the table leaves out."""
    y, grads = by_torch(_part_convolution)(arguments, dy)
    return y, {name: grads[name] for name in ("x", "bias")}


def _third_layer(rng):
    kernel = np.zeros((len(TABLE), 6, KERNEL, KERNEL))
    for number, taken in enumerate(TABLE):
        kernel[number, list(taken)] = rng.normal(size=(len(taken), KERNEL, KERNEL))
    sides = rng.integers(KERNEL, KERNEL + 3, size=2)
    return {"x": rng.normal(size=(1, 6, *sides)), "kernel": kernel, "bias": rng.normal(size=16)}


def _codes(x, weight, bias):
    """The fast path doubles its codes, and has no bias."""
    layer = Codes(*weight.shape).double()
    return functional_call(layer, {"weight": weight.T / 2}, (x,)) + bias


ROWS = [
    _row(relu6, nn.ReLU6, lambda x: nn.ReLU6()(x), SAME, 0.0),
    _row(relu6, torch.clamp, lambda x: torch.clamp(x, 0.0, 6.0), SAME, 0.0),
    _row(scaled_tanh, torch.exp, _scaled_tanh, POWERS),
    _row(scaled_tanh, ScaledTanh, lambda x: ScaledTanh()(x), POWERS),
    _row(local_response_norm, functional.local_response_norm, _local_response_norm, POWERS),
    _row(local_response_norm, nn.LocalResponseNorm, _local_response_layer, POWERS),
    _row(padded_shortcut, functional.pad, _pad, SAME, 0.0, name="pad"),
    _row(padded_shortcut, functional.conv2d, _fixed_kernel, SAME, 0.0, name="conv2d, ones"),
    _row(
        padded_shortcut,
        PaddedShortcut,
        lambda x, more, stride: PaddedShortcut(more, stride=stride)(x),
        SAME,
        0.0,
    ),
    _row(subsampling, functional.conv2d, _depthwise_sum, name="conv2d, by channel"),
    _row(subsampling, Subsampling, _subsampling),
    _row(pick, torch.index_select, _index_select),
    _row(pick, Chosen, _chosen, case=_by_channels),
    _row(zero_border, functional.pad, _zero_border, SAME, 0.0, name="pad"),
    _row(zero_border, nn.ZeroPad2d, _zero_pad, SAME, 0.0),
    _row(bottleneck_block, functional.conv2d, _narrow, NORMED, name="conv2d, batch_norm"),
    _row(bottleneck_block, Residual, _bottlenecked, NORMED, case=_quarter, name="_bottleneck"),
    _row(inverted_residual_block, functional.conv2d, _wide, NORMED, name="conv2d, batch_norm"),
    _row(inverted_residual_block, InvertedResidual, _inverted, NORMED, case=_expanded),
    _row(residual_block, Residual, _residual, NORMED),
    _row(
        projected_residual_block, Residual, _projected, NORMED, case=_changing_shape, name="_basic"
    ),
    _row(depthwise_separable_block, Separable, _separable, NORMED),
    _row(inception_block, Paths, _paths, name="inception"),
    _row(affine, Codes, _codes),
    Twin(
        reference=convolution,
        other=PartConvolution,
        run=_without_kernel,
        tolerance=1e-12,
        because=ROUNDING,
        case=_third_layer,
        without=("kernel",),
    ),
]
