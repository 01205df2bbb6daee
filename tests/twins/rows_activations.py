"""Bends between layers, beside torch, and the two that netwright's networks have."""

import torch
from torch import nn
from torch.nn import functional

from netwright.models import ACTIVATIONS, Mlp, PictureInput, TableInput
from netwright.reference.activations import (
    elu,
    gelu,
    hard_swish,
    leaky_relu,
    linear,
    maxout,
    mish,
    relu,
    relu6,
    scaled_tanh,
    sigmoid,
    silu,
    softmax,
    softplus,
    tanh,
)
from twins.harness import Twin, by_torch

SAME = "float64 on both sides: numbers pass or do not"
DIGITS = "float64 on both sides: the last digits of exp, log and tanh are each library's own"
FAR = 1e3


def _row(reference, other, run, tolerance=1e-12, because=DIGITS, case=None, name=""):
    return Twin(
        reference=reference,
        other=other,
        run=by_torch(run),
        tolerance=tolerance,
        because=because,
        case=case,
        name=name or other.__name__ + (", far from 0" if case else ""),
    )


def _far(rng):
    """Numbers from -1000 to 1000: where a careless form overflows."""
    return {"x": rng.uniform(-FAR, FAR, size=(4, 5))}


def _leaky_relu(x, slope):
    return functional.leaky_relu(x, slope)


def _elu(x, alpha=1.0):
    return functional.elu(x, alpha)


def _softplus(x):
    return functional.softplus(x, threshold=700.0)  # its own 20 rounds off 2e-9


def _log_add(x):
    return torch.logaddexp(x, torch.zeros_like(x))


def _maxout(x, pieces, axis):
    axis %= x.dim()
    return torch.max(x.unflatten(axis, (-1, pieces)), dim=axis + 1).values


def _two_pieces(rng):
    """A case along axis 1 with two pieces, no two numbers equal."""
    shape = (3, 6, *rng.integers(1, 4, size=rng.integers(0, 3)))
    return {"x": rng.normal(size=shape), "pieces": 2, "axis": 1}


def _standard(file):
    """What a name stands for has the usual settings, which an example of the file varies."""
    return lambda rng: {"x": file.example(rng)["x"]}


def _named(name, file):
    """An activation of the table, by its name."""
    make = ACTIVATIONS[name]
    kind = getattr(make, "func", make)
    return _row(
        file,
        kind,
        lambda x, **settings: make()(x),
        case=_two_pieces if file is maxout else _standard(file),
        name=f"{name} by name",
    )


FILES = {
    file.__name__.rpartition(".")[2]: file
    for file in (
        *(elu, gelu, hard_swish, leaky_relu, linear, maxout, mish, relu, relu6),
        *(scaled_tanh, sigmoid, silu, softplus, tanh),
    )
}


def _softmax(x):
    return torch.softmax(x, dim=1)


def _bend(shape):
    """What stands between the affine layers of the fast path."""
    (bend,) = [part for part in Mlp(shape, 1, hidden=(2,)).layers if not list(part.parameters())]
    return lambda x: bend(x)


ON_PICTURES = _bend(PictureInput(channels=1, side=2))
ON_TABLES = _bend(TableInput(numbers=2, sizes=()))

ROWS = [
    _row(sigmoid, torch.sigmoid, lambda x: torch.sigmoid(x)),
    _row(sigmoid, torch.sigmoid, lambda x: torch.sigmoid(x), case=_far),
    _row(tanh, torch.tanh, lambda x: torch.tanh(x)),
    _row(tanh, torch.tanh, lambda x: torch.tanh(x), case=_far),
    _row(relu, torch.relu, lambda x: torch.relu(x), 0.0, SAME),
    _row(relu, Mlp, ON_PICTURES, 0.0, SAME, name="Mlp's bend on pictures"),
    _row(leaky_relu, functional.leaky_relu, _leaky_relu, 1e-15, "float64 on both sides: a product"),
    _row(elu, functional.elu, _elu),
    _row(elu, functional.elu, _elu, case=_far),
    _row(softplus, functional.softplus, _softplus),
    _row(softplus, torch.logaddexp, _log_add),
    _row(softplus, torch.logaddexp, _log_add, case=_far),
    _row(softmax, torch.softmax, _softmax),
    _row(softmax, torch.softmax, _softmax, case=_far),
    _row(maxout, torch.max, _maxout, 0.0, SAME),
    _row(linear, nn.Identity, lambda x: nn.Identity()(x), 0.0, SAME),
    _row(mish, functional.mish, lambda x: functional.mish(x)),
    _row(mish, functional.mish, lambda x: functional.mish(x), case=_far),
    _row(mish, Mlp, ON_TABLES, name="Mlp's bend on tables"),
    _row(gelu, functional.gelu, lambda x: functional.gelu(x)),
    _row(gelu, functional.gelu, lambda x: functional.gelu(x), case=_far),
    _row(silu, functional.silu, lambda x: functional.silu(x)),
    _row(silu, functional.silu, lambda x: functional.silu(x), case=_far),
    _row(hard_swish, functional.hardswish, lambda x: functional.hardswish(x)),
    *(_named(name, FILES[name]) for name in ACTIVATIONS),
]
