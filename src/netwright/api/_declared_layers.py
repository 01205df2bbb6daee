"""How each kind of layer is declared: its equation, its weights, its settings.

To add one, write a function and name it in ``LAYERS``.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from torch import nn

from netwright.api._declaring import Declaring, as_array
from netwright.models import KeyedDropout, Members, TableEmbedding, Waves
from netwright.reference.activations import mish, relu
from netwright.reference.gradient_check import Equation
from netwright.reference.layers import (
    affine,
    average_pool,
    batch_norm,
    batch_norm_inference,
    convolution,
    embedding,
    max_pool,
    members,
    waves,
)
from netwright.reference.operations import concatenate, flatten


def _affine(to: Declaring, name: str, layer: nn.Linear, sources: list[str]) -> str:
    bias = to.bias(layer, layer.out_features)
    if not layer.in_features:  # a table without numbers: there are no weights, the bias is left
        nothing = to.fed(f"{name}.nothing", np.zeros((len(to.made.feed[sources[0]]), 1)))
        zeros = np.zeros((1, layer.out_features))
        return to.made.graph.apply(name, affine, x=nothing, weight=zeros, bias=bias)
    weight = to.weight(layer.weight, turned=True)
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
    return to.made.graph.apply(name, max_pool, x=sources[0], **_cells(layer))


def _average_pool(to: Declaring, name: str, layer: nn.AvgPool2d, sources: list[str]) -> str:
    cells = {**_cells(layer), "ceil_mode": layer.ceil_mode}
    return to.made.graph.apply(name, average_pool, x=sources[0], **cells)


def _cells(layer: nn.MaxPool2d | nn.AvgPool2d) -> dict[str, object]:
    return {"kernel": layer.kernel_size, "stride": layer.stride, "padding": layer.padding}


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
    whole = parts[0]
    for number, part in enumerate(parts[1:], start=1):
        whole = to.made.graph.apply(f"{name}.beside.{number}", concatenate, a=whole, b=part)
    return whole


def _waves(to: Declaring, name: str, layer: Waves, sources: list[str]) -> str:
    given = {n: to.weight(getattr(layer, n)) for n in ("frequency", "phase", "mix", "bias")}
    return to.made.graph.apply(name, waves, numbers=sources[0], **given)


def _alone(equation: Equation) -> Callable[[Declaring, str, nn.Module, list[str]], str]:
    """A layer without weights and settings."""
    return lambda to, name, layer, sources: to.made.graph.apply(name, equation, x=sources[0])


def _itself(to: Declaring, name: str, layer: nn.Module, sources: list[str]) -> str:
    return sources[0]


LAYERS: dict[type[nn.Module], Callable[[Declaring, str, Any, list[str]], str]] = {
    nn.Linear: _affine,
    Members: _members,
    nn.Conv2d: _convolution,
    nn.BatchNorm1d: _norm,
    nn.BatchNorm2d: _norm,
    nn.MaxPool2d: _max_pool,
    nn.AvgPool2d: _average_pool,
    nn.Embedding: _embedding,
    TableEmbedding: _table,
    Waves: _waves,
    nn.Flatten: _alone(flatten),
    nn.ReLU: _alone(relu),
    nn.Mish: _alone(mish),
    KeyedDropout: _itself,
    nn.Identity: _itself,
}
