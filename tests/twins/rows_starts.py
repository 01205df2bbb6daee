"""Initialisers by name, each beside the file of the reference that it is."""

import math

import torch

from netwright.models import STARTS
from netwright.reference.initialisers import (
    he,
    orthogonal,
    small_random,
    torch_default,
    xavier,
    zero,
)
from twins.harness import Twin
from twins.rows_initialisers import Filled, row

# file, form of the draws, settings beside the sizes
NAMED = {
    "small": (small_random, "normal", {"scale": 0.01}),
    "xavier": (xavier, "uniform", {}),
    "xavier_normal": (xavier, "normal", {}),
    "he": (he, "normal", {"gain": math.sqrt(2)}),
    "he_uniform": (he, "uniform", {"gain": math.sqrt(2)}),
    "lecun": (he, "normal", {"gain": 1.0}),
    "orthogonal": (orthogonal, "normal", {}),
    "torch": (torch_default, "uniform", {}),
}


def given(name, inputs, outputs):
    """What the reference is given beside the draws."""
    file, form, settings = NAMED[name]
    sizes = {
        xavier: {"inputs": inputs, "outputs": outputs},
        he: {"inputs": inputs},
        torch_default: {"inputs": inputs},
    }.get(file, {})
    forms = {} if file in (orthogonal, torch_default) else {"form": form}
    return {**sizes, **forms, **settings}


class _Uniform(Filled):
    """The reference draws uniform numbers without being told so."""

    def case(self, rng):
        return {k: v for k, v in super().case(rng).items() if k != "form"}


def _row(name):
    file, form, _ = NAMED[name]
    filled = _Uniform if file is torch_default else Filled
    more = {"form": form} if file is torch_default else {}
    source = filled(
        lambda weight, arguments: STARTS[name](weight),
        lambda rng, inputs, outputs: {**given(name, inputs, outputs), **more},
        axes=(2,) if file is orthogonal else (2, 4),
    )
    loose = {
        "tolerance": 1e-9,
        "because": "float64; a QR of nearly equal columns magnifies rounding",
    }
    return row(
        file, STARTS[name], source, f"{name} by name", **(loose if file is orthogonal else {})
    )


ROWS = [
    Twin(
        reference=zero,
        other=STARTS["zero"],
        name="zero by name",
        run=lambda a: STARTS["zero"](torch.ones(a["outputs"], a["inputs"])).numpy().T,
        tolerance=0.0,
        because="zero is zero",
    ),
    *(_row(name) for name in NAMED),
]
