"""Normalisation, beside torch."""

from torch.nn import functional

from netwright.reference.layers import layer_norm
from twins.harness import ROUNDING, Twin, by_torch


def _layer_norm(x, gain, bias, eps):
    return functional.layer_norm(x, (x.shape[1],), gain, bias, eps)


ROWS = [
    Twin(
        reference=layer_norm,
        other=functional.layer_norm,
        run=by_torch(_layer_norm),
        tolerance=1e-12,
        because=ROUNDING,
    ),
]
