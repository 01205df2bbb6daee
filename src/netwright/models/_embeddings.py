"""Rows of a table as one vector: numbers with learned waves beside them, categories one by one.

    number x_j      x_j and w_j = A_j cos(2 pi f_j x_j + phi_j) + b_j, 16 waves to 3 numbers  (1)
    category        one-hot up to ``ONE_HOT`` codes, else a learned vector of 8 numbers

The waves let the first layer bend along each number, which a plain network needs many units for.
Frequencies start small (deviation 0.1), so that the waves begin nearly straight.

Source: Holzmueller et al. 2024, arXiv:2407.04491, appendix, for (1) ("PBLD") and the one-hot rule;
Guo & Berkhahn 2016, arXiv:1604.06737, for embeddings of categories.
"""

import math

import torch
from torch import Tensor, nn

from netwright.models._inputs import TableInput

WAVES, BENT = 16, 3
ONE_HOT = 16  # codes
VECTOR = 8  # numbers for a category with more codes


class Waves(nn.Module):
    """Equation (1): (n, d) -> (n, d * ``BENT``).

    Args:
        numbers: d.
    """

    def __init__(self, numbers: int) -> None:
        super().__init__()
        bound = 1 / math.sqrt(WAVES)
        self.frequency = nn.Parameter(torch.randn(numbers, WAVES) * 0.1)
        self.phase = nn.Parameter((torch.rand(numbers, WAVES) * 2 - 1) * math.pi)
        self.mix = nn.Parameter((torch.rand(numbers, WAVES, BENT) * 2 - 1) * bound)
        self.bias = nn.Parameter((torch.rand(numbers, BENT) * 2 - 1) * bound)

    def forward(self, numbers: Tensor) -> Tensor:
        """Each number has waves of its own; none sees another number."""
        angle = 2 * math.pi * (numbers.unsqueeze(2) * self.frequency) + self.phase
        bent = torch.baddbmm(
            self.bias.unsqueeze(1), torch.cos(angle).transpose(0, 1), self.mix
        )  # (d, n, BENT)
        return bent.transpose(0, 1).flatten(1)


class TableEmbedding(nn.Module):
    """Numbers, their waves, and categories side by side.

    Args:
        shape: of one row.
    """

    def __init__(self, shape: TableInput) -> None:
        super().__init__()
        self.waves = Waves(shape.numbers) if shape.numbers else None
        self.sizes = shape.sizes
        self.flags = [i for i, size in enumerate(shape.sizes) if size <= ONE_HOT]
        self.vectors = [i for i, size in enumerate(shape.sizes) if size > ONE_HOT]
        starts = [0]
        for column in self.flags:
            starts.append(starts[-1] + shape.sizes[column])
        self._flag_count = starts[-1]
        self.register_buffer("_starts", torch.tensor(starts[:-1]), persistent=False)
        tables = [nn.Embedding(shape.sizes[i], VECTOR) for i in self.vectors]
        for table in tables:
            nn.init.normal_(table.weight, std=1 / math.sqrt(VECTOR))
        self.tables = nn.ModuleList(tables)
        self.width = shape.numbers * (1 + BENT) + self._flag_count + VECTOR * len(tables)

    def forward(self, numbers: Tensor, categories: Tensor) -> Tensor:
        """Floats (n, d) and codes (n, k) -> (n, width)."""
        parts = [numbers]
        if self.waves is not None:
            parts.append(self.waves(numbers))
        if self.flags:
            starts = self.get_buffer("_starts")
            places = categories[:, self.flags] + starts
            flags = numbers.new_zeros(len(numbers), self._flag_count)
            parts.append(flags.scatter_(1, places, 1.0))
        for column, table in zip(self.vectors, self.tables, strict=True):
            parts.append(table(categories[:, column]))
        return torch.cat(parts, dim=1)
