"""Affine layers, convolutions, pools and blocks, beside torch and beside the fast path."""

import torch
from torch import nn
from torch.nn import functional

from netwright.models._mlp import Members
from netwright.models._resnet import Block
from netwright.reference.layers import (
    affine,
    average_pool,
    convolution,
    depthwise_separable_block,
    global_average_pool,
    global_max_pool,
    inception_block,
    max_pool,
    members,
    projected_residual_block,
    residual_block,
    transposed_convolution,
)
from twins.harness import ROUNDING, Twin, by_torch

NORMED = ROUNDING + "; divided by a standard deviation of 0.1 or more, up to three times"


def _affine(x, weight, bias):
    return functional.linear(x, weight.T, bias)


def _baddbmm(x, weight, bias):
    return torch.baddbmm(bias, x.transpose(0, 1), weight).transpose(0, 1)


def _members(x, weight, bias):
    layer = Members(*weight.shape, gain=1.0)
    return torch.func.functional_call(layer, {"weight": weight, "bias": bias}, (x,))


def _convolution(x, kernel, bias, **settings):
    return functional.conv2d(x, kernel, bias, **settings)


def _transposed_convolution(x, kernel, bias, **settings):
    return functional.conv_transpose2d(x, kernel, bias, **settings)


def _max_pool(x, kernel, stride, padding, ceil_mode):
    return functional.max_pool2d(x, kernel, stride, padding, ceil_mode=ceil_mode)


def _average_pool(x, kernel, stride, padding, ceil_mode, count_padding):
    return functional.avg_pool2d(x, kernel, stride, padding, ceil_mode, count_padding)


def _global_average_pool(x):
    return functional.adaptive_avg_pool2d(x, 1).flatten(1)


def _global_max_pool(x):
    return x.amax(dim=(2, 3))


def _normed(x, kernel, gain, bias, eps, **settings):
    sums = functional.conv2d(x, kernel, **settings)
    return functional.batch_norm(sums, None, None, gain, bias, training=True, eps=eps)


def _path(x, kernel1, gain1, bias1, kernel2, gain2, bias2, stride, eps):
    hidden = functional.relu(_normed(x, kernel1, gain1, bias1, eps, padding=1, stride=stride))
    return _normed(hidden, kernel2, gain2, bias2, eps, padding=1)


def _residual(x, *, eps, **weights):
    return functional.relu(_path(x, **weights, stride=1, eps=eps) + x)


def _projected(x, *, short_kernel, short_gain, short_bias, stride, pooled, eps, **weights):
    f = _path(x, **weights, stride=stride, eps=eps)
    if pooled:
        x, stride_after = functional.avg_pool2d(x, stride, ceil_mode=True), 1
    else:
        stride_after = stride
    s = _normed(x, short_kernel, short_gain, short_bias, eps, stride=stride_after)
    return functional.relu(f + s)


def _block(x, *, kernel1, gain1, bias1, kernel2, gain2, bias2, eps, stride=1, pooled=None, **short):
    """The fast path; its shortcut is pooled wherever the stride is above 1."""
    block = Block(x.shape[1], kernel1.shape[0], stride=stride).double()
    for layer in block.modules():
        if isinstance(layer, nn.BatchNorm2d):
            layer.eps = eps
    tensors = {
        "path.0.weight": kernel1,
        "path.1.weight": gain1,
        "path.1.bias": bias1,
        "path.3.weight": kernel2,
        "path.4.weight": gain2,
        "path.4.bias": bias2,
    }
    if short:
        tensors["short.1.weight"] = short["short_kernel"]
        tensors["short.2.weight"] = short["short_gain"]
        tensors["short.2.bias"] = short["short_bias"]
    return torch.func.functional_call(block, tensors, (x,), strict=False)


def _changing_shape(rng):
    """The fast path projects only where stride or channels change, and pools before a stride."""
    while True:
        given = projected_residual_block.example(rng)
        outputs, inputs = given["short_kernel"].shape[:2]
        if given["stride"] != 1 or outputs != inputs:
            return {**given, "pooled": True}


def _inception(x, kernel1, bias1, pool_kernel, pool_bias, **deep):
    def bent(x, kernel, bias, padding=0):
        return functional.relu(functional.conv2d(x, kernel, bias, padding=padding))

    fewer3 = bent(x, deep["reduce3_kernel"], deep["reduce3_bias"])
    fewer5 = bent(x, deep["reduce5_kernel"], deep["reduce5_bias"])
    branches = [
        bent(x, kernel1, bias1),
        bent(fewer3, deep["kernel3"], deep["bias3"], padding="same"),
        bent(fewer5, deep["kernel5"], deep["bias5"], padding="same"),
        bent(functional.max_pool2d(x, 3, stride=1, padding=1), pool_kernel, pool_bias),
    ]
    return torch.cat(branches, dim=1)


def _separable(x, *, stride, eps, **weights):
    first = [weights[f"depth_{part}"] for part in ("kernel", "gain", "bias")]
    second = [weights[f"point_{part}"] for part in ("kernel", "gain", "bias")]
    settings = {"stride": stride, "padding": 1, "groups": x.shape[1]}
    u = functional.relu(_normed(x, *first, eps, **settings))
    return functional.relu(_normed(u, *second, eps))


def _row(reference, other, function, because=ROUNDING, **more):
    return Twin(
        reference=reference,
        other=other,
        run=by_torch(function),
        tolerance=1e-12,
        because=because,
        **more,
    )


ROWS = [
    _row(affine, functional.linear, _affine),
    _row(members, torch.baddbmm, _baddbmm),
    _row(members, Members, _members),
    _row(convolution, functional.conv2d, _convolution, name="conv2d"),
    _row(
        transposed_convolution,
        functional.conv_transpose2d,
        _transposed_convolution,
        name="conv_transpose2d",
    ),
    _row(max_pool, functional.max_pool2d, _max_pool, name="max_pool2d"),
    _row(average_pool, functional.avg_pool2d, _average_pool, name="avg_pool2d"),
    _row(global_average_pool, functional.adaptive_avg_pool2d, _global_average_pool),
    _row(global_max_pool, torch.amax, _global_max_pool),
    _row(residual_block, functional.conv2d, _residual, NORMED, name="conv2d, batch_norm"),
    _row(
        projected_residual_block, functional.conv2d, _projected, NORMED, name="conv2d, avg_pool2d"
    ),
    _row(residual_block, Block, _block, NORMED),
    _row(projected_residual_block, Block, _block, NORMED, case=_changing_shape),
    _row(inception_block, functional.conv2d, _inception, name="conv2d, max_pool2d"),
    _row(
        depthwise_separable_block, functional.conv2d, _separable, NORMED, name="conv2d, batch_norm"
    ),
]
