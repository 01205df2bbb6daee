"""Arithmetic on arrays, beside torch."""

import torch

from netwright.reference.operations import (
    add,
    concatenate,
    exponential,
    flatten,
    logarithm,
    matrix_product,
    mean,
    multiply,
    power,
    total,
)
from twins.harness import ROUNDING, Twin, by_torch

SAME = "float64 on both sides: numbers only move"
DIGITS = "float64 on both sides: the last digits of exp, log and pow are each library's own"


def _concatenate(a, b, axis):
    return torch.cat([a, b], dim=axis)


def _over_axis(function):
    return lambda x, axis: function(x) if axis is None else function(x, dim=axis)


def _at_least_two_axes(rng):
    return {"x": rng.normal(size=tuple(rng.integers(1, 4, size=rng.integers(2, 5))))}


def _row(reference, other, run, tolerance=1e-12, because=ROUNDING, case=None):
    return Twin(
        reference=reference,
        other=other,
        run=by_torch(run),
        tolerance=tolerance,
        because=because,
        case=case,
        name=other.__name__,
    )


ROWS = [
    _row(add, torch.add, lambda a, b: torch.add(a, b)),
    _row(multiply, torch.mul, lambda a, b: torch.mul(a, b)),
    _row(matrix_product, torch.mm, lambda a, b: torch.mm(a, b)),
    _row(total, torch.sum, _over_axis(torch.sum)),
    _row(mean, torch.mean, _over_axis(torch.mean)),
    # torch keeps (n,) as it is, the reference makes a column of it
    _row(flatten, torch.flatten, lambda x: torch.flatten(x, 1), 0.0, SAME, _at_least_two_axes),
    _row(concatenate, torch.cat, _concatenate, 0.0, SAME),
    _row(power, torch.pow, lambda x, exponent: torch.pow(x, exponent), because=DIGITS),
    _row(exponential, torch.exp, lambda x: torch.exp(x), because=DIGITS),
    _row(logarithm, torch.log, lambda x: torch.log(x), because=DIGITS),
]
