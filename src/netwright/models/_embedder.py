"""Networks that put pictures on a sphere, so that near means the same: what, who, one shot.

    pictures --network--> (n, d) --unit rows--> embeddings (n, d), each of length 1             (1)
    cosines        e_i . w_j / |w_j| to one learned direction for each class: training with a
                   margin, and then gone                                                       (2)
    difference     v_j e_ij and a bias: the weighted sum of |differences| of two rows is then
                   the plain sum of |differences| of what comes out; v = log(1 + exp u) > 0    (3)

The table's ``embedder`` is the network of (1) without the unit rows:

    stage     3x3 convolution, 2x2 maximum, norm, ReLU; until the map is narrower than 8 pixels,
              4 at most; widths 32, 64, 96, 128
    end       all places of the map, affine, norm: where something is counts as much as what it is

Any network of the table can stand in its place. Cost: at 1x92x92 and 64 numbers 0.39 M parameters
and 84 M multiply-adds.

Source: Schroff, Kalenichenko & Philbin 2015, arXiv:1503.03832, figure 2, for (1); Wang et al. 2018,
arXiv:1801.09414, section 3.1, for (2); Taigman et al. 2014, "DeepFace", section 4, for (3); Deng et
al. 2019, arXiv:1801.07698, section 3.1, for an end of affine and norm.
"""

from typing import Literal

import torch
from torch import Tensor, nn
from torch.nn import functional

from netwright.models._dropout import KeyedDropout
from netwright.models._inputs import PictureInput
from netwright.models._parts import rounded

WIDTHS = (32, 64, 96, 128)
NARROW = 8  # pixels: a map narrower than this is not pooled again
FIRST_BIAS = 5 / 8  # of sqrt(d): half of what two rows on the sphere differ by at the start
Head = Literal["none", "cosines", "difference"]


class EmbedderNetwork(nn.Module):
    """The table's ``embedder``.

    Args:
        shape: of one picture, 8 pixels wide or more.
        outputs: numbers that come out.
        width: factor on the widths 32, 64, 96, 128.
        dropout: share of the numbers of the last map that are dropped.
    """

    def __init__(
        self, shape: PictureInput, outputs: int, *, width: float = 1.0, dropout: float = 0.0
    ) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        side, channels = shape.side, shape.channels
        for stage, base in enumerate(WIDTHS):
            if stage and side < NARROW:
                break
            out = rounded(base * width)
            layers += [nn.Conv2d(channels, out, 3, padding=1, bias=False), nn.MaxPool2d(2)]
            layers += [nn.BatchNorm2d(out), nn.ReLU()]
            side, channels = side // 2, out
        self.features = nn.Sequential(*layers)
        self.end = embedding_end(channels * side * side, outputs, dropout=dropout)

    def forward(self, pictures: Tensor) -> Tensor:
        """(n, channels, side, side) -> (n, outputs)."""
        y: Tensor = self.end(self.features(pictures))
        return y


def embedding_end(places: int, outputs: int, *, dropout: float = 0.0) -> nn.Sequential:
    """All places of a map to the numbers that come out, before (1).

    Args:
        places: numbers in a map.
        outputs: numbers that come out.
        dropout: share of the numbers of the map that are dropped.

    Returns:
        The layers: (n, c, h, w) -> (n, outputs).
    """
    return nn.Sequential(
        nn.Flatten(),
        KeyedDropout(dropout, layer=0),
        nn.Linear(places, outputs, bias=False),
        nn.BatchNorm1d(outputs),
    )


class UnitRows(nn.Module):
    """Equation (1): rows of length 1; a row of zeros stays one."""

    def forward(self, x: Tensor) -> Tensor:
        """(n, d) -> (n, d)."""
        return functional.normalize(x, dim=1)


class Cosines(nn.Module):
    """Equation (2).

    Args:
        dims: d.
        classes: k.
    """

    def __init__(self, dims: int, classes: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.empty(classes, dims))
        nn.init.normal_(self.weight)

    def forward(self, embeddings: Tensor) -> Tensor:
        """Rows of length 1 (n, d) -> (n, k), from -1 to 1."""
        return functional.linear(embeddings, functional.normalize(self.weight, dim=1))  # (2)


class WeightedDifference(nn.Module):
    """Equation (3).

    Args:
        dims: d.
    """

    def __init__(self, dims: int) -> None:
        super().__init__()
        self.raw = nn.Parameter(torch.full((dims,), 1.0).expm1().log())  # v is 1 at the start
        self.bias = nn.Parameter(torch.full((1,), FIRST_BIAS * dims**0.5))

    def forward(self, embeddings: Tensor) -> Tensor:
        """(n, d) -> (n, d + 1): the weighted numbers, and the bias beside each row."""
        weighted = functional.softplus(self.raw) * embeddings  # (3)
        return torch.cat([weighted, self.bias.expand(len(embeddings), 1)], dim=1)


class Embedder(nn.Module):
    """A network, unit rows, and what its training needs beside them.

    Args:
        network: (n, ...) -> (n, dims).
        dims: numbers in an embedding.
        head: "none"; "cosines" for (2), which stand behind the embeddings in training and are
            left out in eval mode; "difference" for (3), in both.
        classes: how many directions (2) learns.
    """

    def __init__(
        self, network: nn.Module, dims: int, *, head: Head = "none", classes: int = 0
    ) -> None:
        super().__init__()
        self.network = network
        self.unit = UnitRows()
        self.cosines = Cosines(dims, classes) if head == "cosines" else None
        self.difference = WeightedDifference(dims) if head == "difference" else None

    def forward(self, pictures: Tensor) -> Tensor:
        """(n, channels, side, side) -> (n, d), (n, d + k) with cosines, (n, d + 1) by (3)."""
        embeddings: Tensor = self.unit(self.network(pictures))
        if self.difference is not None:
            weighted: Tensor = self.difference(embeddings)
            return weighted
        if self.cosines is not None and self.training:
            return torch.cat([embeddings, self.cosines(embeddings)], dim=1)
        return embeddings
