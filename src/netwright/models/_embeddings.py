"""Rows of a table as one vector: numbers as they are, and categories as learned vectors.

A category with c codes gets min(16, ceil(1.6 c^0.56)) numbers, the rule fastai uses for tables;
one with two codes needs one.
Source: Guo & Berkhahn 2016, arXiv:1604.06737, for embeddings of categories.
"""

import math

import torch
from torch import Tensor, nn

from netwright.models._inputs import TableInput


def embedding_width(codes: int) -> int:
    """How many numbers stand for a category with ``codes`` codes.

    Example:
        >>> embedding_width(2), embedding_width(10), embedding_width(10_000)
        (1, 6, 16)
    """
    return 1 if codes <= 2 else min(16, math.ceil(1.6 * codes**0.56))


class TableEmbedding(nn.Module):
    """Numbers and category vectors side by side.

    Args:
        shape: of one row.
    """

    def __init__(self, shape: TableInput) -> None:
        super().__init__()
        tables = [nn.Embedding(size, embedding_width(size)) for size in shape.sizes]
        for table in tables:
            nn.init.normal_(table.weight, std=0.1)
        self.codes = nn.ModuleList(tables)
        self.width = shape.numbers + sum(embedding_width(size) for size in shape.sizes)

    def forward(self, numbers: Tensor, categories: Tensor) -> Tensor:
        """Floats (n, d) and codes (n, k) -> (n, width)."""
        parts = [numbers]
        parts += [table(categories[:, column]) for column, table in enumerate(self.codes)]
        return torch.cat(parts, dim=1)
