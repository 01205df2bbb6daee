"""Optimisers, step after step from the first, beside torch's and beside the fast path's.

A case is the last of several steps of the reference, begun with nothing kept; the other takes all
of them, from the same weights with the same gradients. So each step has to be right. Muon, which
is for matrices, is in ``rows_muon.py``.
"""

import numpy as np
import torch
from scipy import signal
from torch import nn
from torch.optim.swa_utils import get_ema_avg_fn

from netwright.recipe import Settings
from netwright.reference.optimisers import (
    adagrad,
    adam,
    adamw,
    exponentially_weighted_average,
    lookahead,
    momentum,
    nesterov,
    rmsprop,
    sgd,
)
from netwright.training._flat import FlatParameters
from netwright.training._lookahead import EVERY, Lookahead
from netwright.training._optimisers import KEEPS, FlatOptimiser
from twins.harness import Twin

STEPS = 5, 10  # at least, and below
FUSED = "float64 on both sides; sums and quotients are taken in another order, 10 steps long"
FILES = {
    "sgd": sgd,
    "momentum": momentum,
    "nesterov": nesterov,
    "adagrad": adagrad,
    "rmsprop": rmsprop,
    "adam": adam,
    "adamw": adamw,
}
TORCH = {  # class, its words for the settings, its names for what it keeps, in the file's order
    "sgd": (torch.optim.SGD, lambda a: {}, ()),
    "momentum": (torch.optim.SGD, lambda a: {"momentum": a["mu"]}, ("momentum_buffer",)),
    "nesterov": (
        torch.optim.SGD,
        lambda a: {"momentum": a["mu"], "nesterov": True},
        ("momentum_buffer",),
    ),
    "adagrad": (torch.optim.Adagrad, lambda a: {}, ("sum",)),
    "rmsprop": (
        torch.optim.RMSprop,
        lambda a: {"alpha": a["beta2"], "momentum": a["mu"]},
        ("square_avg", "momentum_buffer"),
    ),
    "adam": (
        torch.optim.Adam,
        lambda a: {"betas": (a["beta1"], a["beta2"])},
        ("exp_avg", "exp_avg_sq"),
    ),
    "adamw": (
        torch.optim.AdamW,
        lambda a: {"betas": (a["beta1"], a["beta2"])},
        ("exp_avg", "exp_avg_sq"),
    ),
}


class Walk:
    """Several steps of the reference, remembered so that another can take them too."""

    def __init__(self, name):
        self.name, self.reference = name, FILES[name]

    def case(self, rng):
        """The last step, after one to many before it."""
        settings = self.settings(rng)
        part = str(rng.choice(["weight", "bias"]))  # the fast path decays the first alone
        self.settings_of_all = {**settings, "part": part}
        self.begin = {"weight": rng.normal(size=(4, 3)), "bias": rng.normal(size=4)}
        self.gradients = [
            {name: rng.normal(size=array.shape) for name, array in self.begin.items()}
            for _ in range(rng.integers(*STEPS))
        ]
        if part == "bias":
            settings["decay"] = 0.0
        now = [self.begin[part], *(np.zeros_like(self.begin[part]) for _ in KEEPS[self.name])]
        for number, gradient in enumerate(self.gradients, start=1):
            if self.name in ("adam", "adamw"):
                settings["step"] = number
            state = dict(zip(KEEPS[self.name], now[1:], strict=True))
            arguments = {"weights": now[0], "gradient": gradient[part], **state, **settings}
            now = list(self.reference.forward(**arguments))
        return arguments

    def settings(self, rng):
        """Settings by the reference's names."""
        shares = {
            "momentum": {"mu": (0.5, 0.9)},
            "nesterov": {"mu": (0.5, 0.9)},
            "rmsprop": {"mu": (0.5, 0.9), "beta2": (0.9, 0.99)},
            "adam": {"beta1": (0.0, 0.9), "beta2": (0.9, 0.999)},
            "adamw": {"beta1": (0.0, 0.9), "beta2": (0.9, 0.999)},
        }
        chosen = {s: float(rng.choice(v)) for s, v in shares.get(self.name, {}).items()}
        decay = float(rng.choice([0.0, 0.1]))
        return {"rate": float(rng.uniform(0.01, 0.3)), "decay": decay, **chosen}

    def by_torch(self, arguments):
        """The same walk of ``torch.optim``."""
        made, words, kept = TORCH[self.name]
        part = self.settings_of_all["part"]
        weights = nn.Parameter(torch.tensor(self.begin[part]))
        plain = {"lr": arguments["rate"], "weight_decay": arguments["decay"], "foreach": False}
        optimiser = made([weights], **plain, **words(arguments))
        for gradient in self.gradients:
            weights.grad = torch.tensor(gradient[part])
            optimiser.step()
        state = optimiser.state[weights]
        return tuple(t.detach().numpy() for t in (weights, *(state[name] for name in kept)))

    def by_fast_path(self, arguments):
        """The same walk of netwright's optimiser, on a layer of its own flat parameters."""
        given = self.settings_of_all
        settings = Settings(
            optimiser=self.name,
            weight_decay=given["decay"],
            momentum=given.get("mu", given.get("beta1", 0.0)),
            beta2=given.get("beta2", 0.0),
        )
        flat = FlatParameters(nn.Linear(3, 4, dtype=torch.float64))
        _fill(flat, flat.values, self.begin)
        optimiser = FlatOptimiser(settings, flat)
        for gradient in self.gradients:
            _fill(flat, flat.gradients, gradient)
            optimiser.step(arguments["rate"])
        kept = [optimiser.kept[name] for name in KEEPS[self.name]]
        part = given["part"]
        return tuple(flat.named(buffer)[part].numpy() for buffer in (flat.values, *kept))


def _fill(flat, buffer, arrays):
    flat.fill(buffer, {name: torch.tensor(array) for name, array in arrays.items()})


def _rows(name):
    walk = Walk(name)
    given = {"reference": FILES[name], "tolerance": 1e-12, "because": FUSED, "case": walk.case}
    return [
        Twin(other=TORCH[name][0], run=walk.by_torch, **given),
        Twin(other=FlatOptimiser, name=name, run=walk.by_fast_path, **given),
    ]


def _average(x, beta, corrected):
    """The recursion as a digital filter of one pole."""
    v = signal.lfilter([1 - beta], [1.0, -beta], x)
    return v / (1 - beta ** np.arange(1, len(x) + 1)) if corrected else v


def _lookahead(weights, slow, part):
    """The fast path, begun where the slow weights are; the optimiser's steps lead to w."""
    fast = torch.tensor(slow)
    found = Lookahead(fast, part)
    fast.copy_(torch.tensor(weights))
    found.step(EVERY - 1)
    return fast.numpy(), found.slow.numpy()


def _averaged(weights, slow, part):
    """A running mean of decay 1 - a, by torch."""
    mean = get_ema_avg_fn(1 - part)(torch.tensor(slow), torch.tensor(weights), 1).numpy()
    return mean, mean


ROWS = [row for name in FILES for row in _rows(name)] + [
    Twin(
        reference=exponentially_weighted_average,
        other=signal.lfilter,
        run=lambda arguments: _average(**arguments),
        tolerance=1e-12,
        because="float64 on both sides, the same recursion",
    ),
    Twin(
        reference=lookahead,
        other=Lookahead,
        run=lambda arguments: _lookahead(**arguments),
        tolerance=1e-12,
        because="float64 on both sides; lerp may take the difference from the other end",
    ),
    Twin(
        reference=lookahead,
        other=get_ema_avg_fn,
        run=lambda arguments: _averaged(**arguments),
        tolerance=1e-12,
        because="float64 on both sides, the same mean of two numbers",
    ),
]
