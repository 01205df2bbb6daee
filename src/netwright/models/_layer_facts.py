"""What each kind of layer does to sizes, how far it sees, and how many multiply-adds it costs.

    side of a convolution or pool    floor((side + 2 p - d (k - 1) - 1) / s) + 1           (1)
                                     ceil where a pool says so, and 1 less where the last
                                     window would begin behind the side and its padding
    side of a transposed one         (side - 1) s - 2 p + d (k - 1) + q + 1                (2)
    multiply-adds of a convolution   out numbers x (inputs / groups) x kh x kw             (3)
    multiply-adds of an affine layer inputs x outputs                                      (4)

for kernel k, stride s, padding p, dilation d, output padding q. Norms, bends, pools and sums cost
no multiply-adds here: by the usual count only products of matrices and filters do. Each function
takes the layer and the shapes of one example before and after it; the table at the end is all
there is, so that a new layer is a line.

Source: Dumoulin & Visin 2016, arXiv:1603.07285, relationships 6, 14 for (1), (2).
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from torch import nn

from netwright.models._activations import Maxout
from netwright.models._embeddings import BENT, WAVES, TableEmbedding, Waves
from netwright.models._lenet import Subsampling
from netwright.models._mlp import Members
from netwright.models._resnet_cifar import PaddedShortcut

Shape = tuple[int, ...]
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Window:
    """The stretch of its input that one output of a layer sees, by height and width.

    Args:
        reach: d (k - 1) + 1 positions.
        stride: positions between the windows of two neighbours.
        grows: True for a transposed convolution, whose outputs are denser than its inputs.
    """

    reach: Pair
    stride: Pair
    grows: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What a kind of layer says of itself.

    Args:
        formula: the size formula with the numbers in it; empty where sizes stay.
        multiply_adds: for one example.
        window: what one output sees of the input; None where it sees one place.
        sees_all: whether one output sees the whole input.
    """

    formula: str = ""
    multiply_adds: int = 0
    window: Window | None = None
    sees_all: bool = False


def facts_of(layer: nn.Module, before: Shape, after: Shape) -> Facts:
    """What a layer does, by its kind.

    Args:
        layer: one of a network.
        before: shape of one example that comes in, without the batch.
        after: shape of one example that goes out.

    Returns:
        Its facts; empty ones for a kind that keeps sizes and costs nothing.

    Example:
        >>> facts_of(nn.Conv2d(1, 8, 5), (1, 28, 28), (8, 24, 24)).formula
        'floor((28 + 2*0 - 1*(5 - 1) - 1) / 1) + 1 = 24'
    """
    for kind, facts in FACTS.items():
        if isinstance(layer, kind):
            return facts(layer, before, after)
    return Facts()


def _convolution(layer: nn.Conv2d, before: Shape, after: Shape) -> Facts:
    cost = math.prod(after) * layer.weight[0].numel()  # (3)
    return Facts(_sides(layer, before, after), cost, _window(layer))


def _transposed(layer: nn.ConvTranspose2d, before: Shape, after: Shape) -> Facts:
    cost = math.prod(before) * layer.weight[0].numel()
    kernel, stride, padding, dilation, more = _numbers(
        layer, "kernel_size", "stride", "padding", "dilation", "output_padding"
    )
    words = [
        f"({b} - 1)*{s} - 2*{p} + {d}*({k} - 1) + {q} + 1 = {a}"
        for b, s, p, d, k, q, a in zip(
            before[1:], stride, padding, dilation, kernel, more, after[1:], strict=True
        )
    ]  # (2)
    return Facts(_once(words), cost, _window(layer, grows=True))


def _pool(layer: nn.Module, before: Shape, after: Shape) -> Facts:
    return Facts(_sides(layer, before, after), 0, _window(layer))


def _subsampling(layer: Subsampling, before: Shape, after: Shape) -> Facts:
    return _pool(layer.mean, before, after)


def _strided(layer: PaddedShortcut, before: Shape, after: Shape) -> Facts:
    """Places are left out: a window of one place, by the stride."""
    stride = (layer.stride, layer.stride)
    words = [
        f"floor(({b} - 1) / {layer.stride}) + 1 = {a}"
        for b, a in zip(before[1:], after[1:], strict=True)
    ]
    return Facts(_once(words), 0, Window((1, 1), stride))


def _affine(layer: nn.Linear, before: Shape, after: Shape) -> Facts:
    rows = math.prod(before[:-1])
    return Facts("", rows * layer.in_features * layer.out_features, sees_all=True)  # (4)


def _members(layer: Members, before: Shape, after: Shape) -> Facts:
    return Facts("", layer.weight.numel(), sees_all=True)


def _waves(layer: Waves, before: Shape, after: Shape) -> Facts:
    return Facts("", layer.frequency.shape[0] * WAVES * BENT)


def _table(layer: TableEmbedding, before: Shape, after: Shape) -> Facts:
    return _waves(layer.waves, before, after) if layer.waves is not None else Facts()


def _flatten(layer: nn.Module, before: Shape, after: Shape) -> Facts:
    return Facts(flattened(before))


def _maxout(layer: Maxout, before: Shape, after: Shape) -> Facts:
    axis = layer.axis - (layer.axis > 0)  # without the batch
    return Facts(f"{before[axis]} / {layer.pieces} = {after[axis]}")


def _everything(layer: nn.Module, before: Shape, after: Shape) -> Facts:
    return Facts(sees_all=True)


def flattened(before: Shape) -> str:
    """The size formula of a flattened picture: "8 * 4 * 4 = 128"; empty for what is flat."""
    return f"{' * '.join(map(str, before))} = {math.prod(before)}" if len(before) > 1 else ""


def _sides(layer: nn.Module, before: Shape, after: Shape) -> str:
    kernel, stride, padding, dilation = _numbers(
        layer, "kernel_size", "stride", "padding", "dilation"
    )
    up = bool(getattr(layer, "ceil_mode", False))
    words = []
    for b, p, d, k, s, a in zip(
        before[1:], padding, dilation, kernel, stride, after[1:], strict=True
    ):
        rounded, less = ("ceil" if up else "floor"), ""
        if up and math.ceil((b + 2 * p - d * (k - 1) - 1) / s) + 1 > a:
            less = " - 1"
        words.append(f"{rounded}(({b} + 2*{p} - {d}*({k} - 1) - 1) / {s}) + 1{less} = {a}")  # (1)
    return _once(words)


def _once(words: list[str]) -> str:
    return words[0] if len(set(words)) == 1 else " by ".join(words)


def _window(layer: nn.Module, *, grows: bool = False) -> Window:
    kernel, stride, dilation = _numbers(layer, "kernel_size", "stride", "dilation")
    reach = (dilation[0] * (kernel[0] - 1) + 1, dilation[1] * (kernel[1] - 1) + 1)
    return Window(reach, stride, grows)


def _numbers(layer: nn.Module, *names: str) -> list[Pair]:
    """Settings of a layer by height and width; a pool without dilation has one of 1."""
    return [_pair(getattr(layer, name, 1)) for name in names]


def _pair(value: int | tuple[int, ...]) -> Pair:
    return (value, value) if isinstance(value, int) else (value[0], value[-1])


FACTS: dict[type[nn.Module], Callable[[Any, Shape, Shape], Facts]] = {
    nn.ConvTranspose2d: _transposed,
    nn.Conv2d: _convolution,
    nn.MaxPool2d: _pool,
    nn.AvgPool2d: _pool,
    nn.AdaptiveAvgPool2d: _everything,
    Subsampling: _subsampling,
    PaddedShortcut: _strided,
    nn.Linear: _affine,
    nn.Flatten: _flatten,
    Maxout: _maxout,
    Members: _members,
    Waves: _waves,
    TableEmbedding: _table,
}
