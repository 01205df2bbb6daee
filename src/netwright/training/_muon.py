"""Muon's step on a stretch of the flat parameters: momentum, made orthogonal matrix by matrix.

With gradient g, rate r, decay d and momentum mu, for each matrix or filter W (rows, columns):

    b = mu b + g;  u = g + mu b                                                           (1)
    X = u / (norm u + 1e-7)                                                               (2)
    A = X X';  X <- 3.4445 X + (-4.7750 A + 2.0315 A A) X, five times                     (3)
    W <- (1 - r d) W - r sqrt(max(1, outputs / inputs)) X                                 (4)

The five steps of (3) bring every singular value of X to between about 0.7 and 1.2, so that all
directions of a matrix move alike. A filter is a matrix of (outputs, inputs * height * width); in
which order its columns lie makes no difference to (2) to (4), so memory is taken as it lies. The
smaller side is squared, and matrices of one shape go through (3) as one batch.

Cost: 5 (4 s^2 l + 2 s^3) operations for sides s <= l, at each step, whatever the batch. Where the
plan computes in bf16, (3) does too, as in the author's program: what comes out is off by about 1 %
of its norm, all directions still move alike, and a processor that multiplies bf16 takes a third of
the time.

Source: Jordan et al. 2024, "Muon: An optimizer for hidden layers in neural networks",
kellerjordan.github.io/posts/muon, and his program, github.com/KellerJordan/Muon.
"""

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from netwright.training._flat import Part

LINEAR, CUBIC, QUINTIC = 3.4445, -4.7750, 2.0315
STEPS = 5
SMALL = 1e-7  # keeps the division from zero


@dataclass(frozen=True, slots=True)
class _Matrix:
    """A parameter as matrices, m of (rows, columns)."""

    where: slice  # in the part
    shape: tuple[int, int, int]
    scale: float


class Muon:
    """Equations (1) to (4) for the parameters of one part.

    Args:
        part: a stretch of parameters that hold matrices.
        dtype: in which (3) is computed; None for that of the parameters.
    """

    def __init__(self, part: Part, *, dtype: torch.dtype | None = None) -> None:
        self._dtype = dtype
        self._groups: dict[tuple[int, int], list[_Matrix]] = {}
        start = 0
        for shape in part.shapes:
            many, end = part.kind.matrices, start + shape.numel()
            first = shape[1] if len(shape) == 3 else shape[0]
            rest = shape.numel() // (many * first)
            outputs, inputs = (rest, first) if len(shape) == 3 else (first, rest)
            scale = math.sqrt(max(1.0, outputs / inputs))
            matrix = _Matrix(slice(start, end), (many, first, rest), scale)
            self._groups.setdefault((first, rest), []).append(matrix)
            start = end

    def step(
        self,
        values: Tensor,
        gradients: Tensor,
        momentum: Tensor,
        *,
        rate: float,
        mu: float,
        decay: float,
    ) -> None:
        """Move the part's parameters.

        Args:
            values: of the part, changed in place.
            gradients: of the part.
            momentum: b, changed in place.
            rate: r.
            mu: share of b that stays.
            decay: d.
        """
        momentum.mul_(mu).add_(gradients)
        ahead = gradients.add(momentum, alpha=mu)  # (1)
        if decay:
            values.mul_(1 - rate * decay)
        for group in self._groups.values():
            given = torch.cat([ahead[m.where].view(m.shape) for m in group])
            moved = orthogonal(given, dtype=self._dtype)
            parts = torch.split(moved, [m.shape[0] for m in group])
            for matrix, part in zip(group, parts, strict=True):
                values[matrix.where].view(matrix.shape).add_(
                    part, alpha=-rate * matrix.scale
                )  # (4)


def orthogonal(x: Tensor, *, dtype: torch.dtype | None = None) -> Tensor:
    """Bring the singular values of matrices near 1: equations (2) and (3).

    Args:
        x: (k, rows, columns), floats.
        dtype: in which (3) is computed; None for that of x.

    Returns:
        Like x; a matrix of zeros stays one.
    """
    given, tall = x.dtype, x.shape[1] > x.shape[2]
    x = x.mT if tall else x
    x = (x / (torch.linalg.matrix_norm(x, keepdim=True) + SMALL)).to(dtype or given)  # (2)
    for _ in range(STEPS):
        squared = torch.bmm(x, x.mT)
        bent = torch.baddbmm(squared, squared, squared, beta=CUBIC, alpha=QUINTIC)
        x = torch.baddbmm(x, bent, x, beta=LINEAR)  # (3)
    return (x.mT if tall else x).to(given)
