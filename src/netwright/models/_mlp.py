"""Affine layers with ReLU between them; several members trained as one network.

    h_0 = x,  h_l = dropout(relu(W_l h_{l-1} + b_l)),  z = W h_L + b                       (1)

``members`` networks of the same form, each with its own start and its own dropout masks, are
computed side by side by batched matrix products; their answers are averaged by the task. With
one member the products are plain.
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
        gain: factor on the He start: sqrt(2) before a ReLU, 1 before nothing.
    """

    def __init__(self, members: int, inputs: int, outputs: int, *, gain: float) -> None:
        super().__init__()
        scale = gain / math.sqrt(max(1, inputs))
        self.weight = nn.Parameter(torch.randn(members, inputs, outputs) * scale)
        self.bias = nn.Parameter(torch.zeros(members, 1, outputs))

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
            layers += [_affine(members, width, out, gain=math.sqrt(2)), nn.ReLU()]
            if dropout:
                layers.append(KeyedDropout(dropout, layer=number))
            width = out
        layers.append(_affine(members, width, outputs, gain=1.0))
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
    layer = nn.Linear(inputs, outputs)
    nn.init.normal_(layer.weight, std=gain / math.sqrt(max(1, inputs)))
    nn.init.zeros_(layer.bias)
    return layer
