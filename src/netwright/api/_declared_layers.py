"""How each kind of layer is declared: its equation, its weights, its settings.

To add one, write a function and name it in ``LAYERS``.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from torch import nn

from netwright.api._declaring import Declaring, as_array
from netwright.models import (
    Chosen,
    Codes,
    KeyedDropout,
    Maxout,
    Members,
    PaddedShortcut,
    ScaledTanh,
    Subsampling,
    TableEmbedding,
    Waves,
    Whitening,
)
from netwright.reference.activations import (
    elu,
    gelu,
    hard_swish,
    leaky_relu,
    maxout,
    mish,
    relu,
    relu6,
    scaled_tanh,
    sigmoid,
    silu,
    softplus,
    tanh,
)
from netwright.reference.gradient_check import Equation
from netwright.reference.layers import (
    affine,
    average_pool,
    batch_norm,
    batch_norm_inference,
    convolution,
    embedding,
    local_response_norm,
    max_pool,
    members,
    padded_shortcut,
    subsampling,
    waves,
)
from netwright.reference.operations import concatenate, flatten, pick, zero_border


def _affine(to: Declaring, name: str, layer: nn.Linear, sources: list[str]) -> str:
    bias = to.bias(layer, layer.out_features)
    if not layer.in_features:  # a table without numbers: there are no weights, the bias is left
        nothing = to.fed(f"{name}.nothing", np.zeros((len(to.made.feed[sources[0]]), 1)))
        zeros = np.zeros((1, layer.out_features))
        return to.made.graph.apply(name, affine, x=nothing, weight=zeros, bias=bias)
    weight = to.weight(layer.weight, turned=True)
    return to.made.graph.apply(name, affine, x=sources[0], weight=weight, bias=bias)


def _codes(to: Declaring, name: str, layer: Codes, sources: list[str]) -> str:
    weight = 2 * as_array(layer.weight).T  # fixed: no variable
    bias = np.zeros(layer.out_features)
    return to.made.graph.apply(name, affine, x=sources[0], weight=weight, bias=bias)


def _members(to: Declaring, name: str, layer: Members, sources: list[str]) -> str:
    weight, bias = to.weight(layer.weight), to.weight(layer.bias)
    return to.made.graph.apply(name, members, x=sources[0], weight=weight, bias=bias)


def _convolution(to: Declaring, name: str, layer: nn.Conv2d, sources: list[str]) -> str:
    return to.made.graph.apply(
        name,
        convolution,
        x=sources[0],
        kernel=to.weight(layer.weight),
        bias=to.bias(layer, layer.out_channels),
        stride=layer.stride,
        padding=layer.padding,
        groups=layer.groups,
        dilation=layer.dilation,
    )


def _whitening(to: Declaring, name: str, layer: Whitening, sources: list[str]) -> str:
    kernel = as_array(layer.weight)  # fixed: no variable
    bias = np.zeros(len(kernel))
    return to.made.graph.apply(
        name, convolution, x=sources[0], kernel=kernel, bias=bias, stride=layer.stride
    )


def _norm(
    to: Declaring, name: str, layer: nn.BatchNorm1d | nn.BatchNorm2d, sources: list[str]
) -> str:
    gain, bias = to.weight(layer.weight), to.weight(layer.bias)
    given = {"x": sources[0], "gain": gain, "bias": bias, "eps": layer.eps}
    if layer.training or layer.running_mean is None or layer.running_var is None:
        return to.made.graph.apply(name, batch_norm, **given)
    mean, variance = as_array(layer.running_mean), as_array(layer.running_var)
    return to.made.graph.apply(name, batch_norm_inference, **given, mean=mean, variance=variance)


def _max_pool(to: Declaring, name: str, layer: nn.MaxPool2d, sources: list[str]) -> str:
    cells = {**_cells(layer), "ceil_mode": layer.ceil_mode}
    return to.made.graph.apply(name, max_pool, x=sources[0], **cells)


def _average_pool(to: Declaring, name: str, layer: nn.AvgPool2d, sources: list[str]) -> str:
    cells = {
        **_cells(layer),
        "ceil_mode": layer.ceil_mode,
        "count_padding": layer.count_include_pad,
    }
    return to.made.graph.apply(name, average_pool, x=sources[0], **cells)


def _cells(layer: nn.MaxPool2d | nn.AvgPool2d) -> dict[str, object]:
    return {"kernel": layer.kernel_size, "stride": layer.stride, "padding": layer.padding}


def _subsampling(to: Declaring, name: str, layer: Subsampling, sources: list[str]) -> str:
    weight, bias = to.weight(layer.weight), to.weight(layer.bias)
    given = {"x": sources[0], "coefficient": weight, "bias": bias}
    return to.made.graph.apply(name, subsampling, **given)


def _padded_shortcut(to: Declaring, name: str, layer: PaddedShortcut, sources: list[str]) -> str:
    settings = {"more": layer.more, "stride": layer.stride}
    return to.made.graph.apply(name, padded_shortcut, x=sources[0], **settings)


def _local_norm(to: Declaring, name: str, layer: nn.LocalResponseNorm, sources: list[str]) -> str:
    settings = {setting: getattr(layer, setting) for setting in ("size", "alpha", "beta", "k")}
    return to.made.graph.apply(name, local_response_norm, x=sources[0], **settings)


def _zero_border(to: Declaring, name: str, layer: nn.ZeroPad2d, sources: list[str]) -> str:
    left, right, above, below = layer.padding
    border = {"rows": (above, below), "columns": (left, right)}
    return to.made.graph.apply(name, zero_border, x=sources[0], **border)


def _chosen(to: Declaring, name: str, layer: Chosen, sources: list[str]) -> str:
    return to.made.graph.apply(name, pick, x=sources[0], places=as_array(layer.maps), axis=1)


def _embedding(to: Declaring, name: str, layer: nn.Embedding, sources: list[str]) -> str:
    table = to.weight(layer.weight)
    return to.made.graph.apply(name, embedding, table=table, tokens=sources[0])


def _table(to: Declaring, name: str, layer: TableEmbedding, sources: list[str]) -> str:
    """Numbers, their waves, one-hot codes and learned vectors, side by side."""
    codes, parts = to.made.feed[sources[1]], []
    if layer.waves is not None:
        parts += [sources[0], _waves(to, f"{name}.waves", layer.waves, [sources[0]])]
    if layer.flags:
        flags = np.concatenate(
            [np.eye(layer.sizes[column])[codes[:, column]] for column in layer.flags], axis=1
        )
        parts.append(to.fed(f"{name}.flags", flags))
    for column, table in zip(layer.vectors, layer.tables, strict=True):
        tokens = to.fed(f"{name}.column.{column}", codes[:, column])
        place = f"{name}.vector.{column}"
        learned = to.weight(table.get_parameter("weight"))
        parts.append(to.made.graph.apply(place, embedding, table=learned, tokens=tokens))
    return joined(to, name, parts, axis=1)


def joined(to: Declaring, name: str, parts: list[str], *, axis: int) -> str:
    """Lay nodes one after the other along an axis; the equation takes two at a time.

    Args:
        to: what is declared so far.
        name: the new nodes are its ``beside.1``, ``beside.2``, ...
        parts: nodes, one or more.
        axis: counted from the front.

    Returns:
        The last of the new nodes; the only part, if it is alone.
    """
    whole = parts[0]
    for number, part in enumerate(parts[1:], start=1):
        beside = f"{name}.beside.{number}"
        whole = to.made.graph.apply(beside, concatenate, a=whole, b=part, axis=axis)
    return whole


def _waves(to: Declaring, name: str, layer: Waves, sources: list[str]) -> str:
    given = {n: to.weight(getattr(layer, n)) for n in ("frequency", "phase", "mix", "bias")}
    return to.made.graph.apply(name, waves, numbers=sources[0], **given)


def _leaky(to: Declaring, name: str, layer: nn.LeakyReLU, sources: list[str]) -> str:
    return to.made.graph.apply(name, leaky_relu, x=sources[0], slope=layer.negative_slope)


def _elu(to: Declaring, name: str, layer: nn.ELU, sources: list[str]) -> str:
    return to.made.graph.apply(name, elu, x=sources[0], alpha=layer.alpha)


def _maxout(to: Declaring, name: str, layer: Maxout, sources: list[str]) -> str:
    return to.made.graph.apply(name, maxout, x=sources[0], pieces=layer.pieces, axis=layer.axis)


def _alone(equation: Equation) -> Callable[[Declaring, str, nn.Module, list[str]], str]:
    """A layer without weights and settings."""
    return lambda to, name, layer, sources: to.made.graph.apply(name, equation, x=sources[0])


def _itself(to: Declaring, name: str, layer: nn.Module, sources: list[str]) -> str:
    return sources[0]


LAYERS: dict[type[nn.Module], Callable[[Declaring, str, Any, list[str]], str]] = {
    Codes: _codes,  # before the affine layer, of which it is a kind
    nn.Linear: _affine,
    Members: _members,
    Whitening: _whitening,  # a kind of the next
    nn.Conv2d: _convolution,
    nn.BatchNorm1d: _norm,
    nn.BatchNorm2d: _norm,
    nn.MaxPool2d: _max_pool,
    nn.AvgPool2d: _average_pool,
    nn.Embedding: _embedding,
    TableEmbedding: _table,
    Waves: _waves,
    Subsampling: _subsampling,
    PaddedShortcut: _padded_shortcut,
    nn.LocalResponseNorm: _local_norm,
    nn.ZeroPad2d: _zero_border,
    Chosen: _chosen,
    nn.Flatten: _alone(flatten),
    nn.ReLU: _alone(relu),
    nn.ReLU6: _alone(relu6),
    nn.LeakyReLU: _leaky,
    nn.ELU: _elu,
    nn.Sigmoid: _alone(sigmoid),
    nn.Tanh: _alone(tanh),
    ScaledTanh: _alone(scaled_tanh),
    nn.Softplus: _alone(softplus),
    nn.Mish: _alone(mish),
    nn.GELU: _alone(gelu),
    nn.SiLU: _alone(silu),
    nn.Hardswish: _alone(hard_swish),
    Maxout: _maxout,
    KeyedDropout: _itself,
    nn.Identity: _itself,
}
