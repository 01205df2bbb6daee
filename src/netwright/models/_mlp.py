"""Affine layers with a bend between them; several members trained as one network.

    h_0 = x,  h_l = dropout(f(W_l h_{l-1} + b_l)),  z = W h_L + b                          (1)

f is ReLU on pictures and Mish on tables. W starts normal with variance g / inputs, g 2 for ReLU
(He) and 1 for Mish; on tables the last W starts at zero, so that all members begin by answering
nearly the same. ``members`` networks of one form, each with its own start and its own dropout
masks, are computed side by side by batched products; the task averages their answers.

Source: He et al. 2015, arXiv:1502.01852; Misra 2019, arXiv:1908.08681, for Mish; Holzmueller et
al. 2024, arXiv:2407.04491, for Mish and the start at zero on tables.
"""

import math

import torch
from torch import Tensor, nn

from netwright.models._dropout import KeyedDropout
from netwright.models._embeddings import TableEmbedding
from netwright.models._inputs import PictureInput, TableInput


class Members(nn.Module):
    """An affine layer for each member: (n, m, inputs) -> (n, m, outputs).

    Args:
        members: m.
        inputs: numbers that come in.
        outputs: numbers that go out.
        gain: g of the start.
    """

    def __init__(self, members: int, inputs: int, outputs: int, *, gain: float) -> None:
        super().__init__()
        bound = 1 / math.sqrt(max(1, inputs))
        start = torch.randn(members, inputs, outputs) * math.sqrt(gain) * bound
        self.weight = nn.Parameter(start)
        self.bias = nn.Parameter((torch.rand(members, 1, outputs) * 2 - 1) * bound)

    def forward(self, x: Tensor) -> Tensor:
        """One batched product over the members."""
        return torch.baddbmm(self.bias, x.transpose(0, 1), self.weight).transpose(0, 1)

    def extra_repr(self) -> str:
        """What ``print(model)`` shows."""
        return "members={}, inputs={}, outputs={}".format(*self.weight.shape)


class Mlp(nn.Module):
    """Equation (1), on pictures or on rows of a table.

    Args:
        shape: of one example.
        outputs: classes, or 1 for a number.
        hidden: widths of the hidden layers.
        dropout: share of hidden units dropped.
        members: networks trained as one.
    """

    def __init__(
        self,
        shape: PictureInput | TableInput,
        outputs: int,
        *,
        hidden: tuple[int, ...] = (256, 256),
        dropout: float = 0.0,
        members: int = 1,
    ) -> None:
        super().__init__()
        self.members = members
        self.embedding = TableEmbedding(shape) if isinstance(shape, TableInput) else None
        width = self.embedding.width if self.embedding else shape_features(shape)
        layers: list[nn.Module] = []
        for number, out in enumerate(hidden):
            gain = 2.0 if self.embedding is None else 1.0
            bend = nn.ReLU() if self.embedding is None else nn.Mish()
            layers += [_affine(members, width, out, gain=gain), bend]
            if dropout:
                layers.append(KeyedDropout(dropout, layer=number))
            width = out
        last = 1.0 if self.embedding is None else 0.0
        layers.append(_affine(members, width, outputs, gain=last))
        self.layers = nn.Sequential(*layers)

    def forward(self, numbers: Tensor, categories: Tensor | None = None) -> Tensor:
        """Floats (n, ...) and codes (n, k) -> (n, outputs), or (n, members, outputs)."""
        x = numbers.flatten(1)
        if self.embedding is not None and categories is not None:
            x = self.embedding(x, categories)
        if self.members > 1:
            x = x.unsqueeze(1).expand(-1, self.members, -1)
        y: Tensor = self.layers(x)
        return y


def shape_features(shape: PictureInput | TableInput) -> int:
    """Numbers in one example, before embeddings."""
    return shape.features if isinstance(shape, PictureInput) else shape.numbers


def _affine(members: int, inputs: int, outputs: int, *, gain: float) -> nn.Module:
    if members > 1:
        return Members(members, inputs, outputs, gain=gain)
    layer = nn.Linear(inputs, outputs)  # its bias starts uniform within 1 / sqrt(inputs)
    nn.init.normal_(layer.weight, std=math.sqrt(gain / max(1, inputs)))
    return layer
