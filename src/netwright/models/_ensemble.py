"""Several networks of one form, each with its own start and its own dropout, trained as one.

    Y_nm = f_m(x_n),   m = 1 .. members                                                    (1)

The task averages what the members answer; their losses are averaged too, so each learns as if it
were alone, at the price of all of them. They are computed one after the other: a step of seven
convnets took 1.0 s on one CPU core, 1.45 s as one network with a group of channels for each, and
1.8 s by ``torch.func.vmap`` (``benchmarks/members.py``). The mlp does not need this: its members
are one batched product (``Members``).

Source: Hansen & Salamon 1990, "Neural network ensembles", IEEE PAMI 12(10); Lakshminarayanan,
Pritzel & Blundell 2017, arXiv:1612.01474, for members that differ by start and order alone.
"""

from collections.abc import Iterable

import torch
from torch import Tensor, nn

from netwright.models._dropout import KeyedDropout


class Ensemble(nn.Module):
    """Equation (1).

    Args:
        networks: of one form, 1 or more; the numbers of their dropouts are changed, so that no
            two members drop the same units.
    """

    def __init__(self, networks: Iterable[nn.Module]) -> None:
        super().__init__()
        self.networks = nn.ModuleList(networks)
        for number, layer in enumerate(m for m in self.modules() if isinstance(m, KeyedDropout)):
            layer.layer = number

    def forward(self, x: Tensor, categories: Tensor | None = None) -> Tensor:
        """(n, ...) and, for rows of a table, codes (n, k) -> (n, members, outputs)."""
        given = (x,) if categories is None else (x, categories)
        return torch.stack([network(*given) for network in self.networks], dim=1)  # (1)
