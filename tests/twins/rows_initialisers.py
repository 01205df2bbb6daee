"""Where weights begin, beside ``torch.nn.init`` (and, in the file beside it, netwright's networks).

Both sides start from one seed of torch's generator: the reference gets the numbers drawn one after
the other, as plain normal or uniform ones, and the other draws its own in the same order.
"""

import math
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import nn

from netwright.reference.initialisers import (
    he,
    orthogonal,
    small_random,
    torch_default,
    xavier,
    zero,
)
from twins.harness import Twin

ONE_SEED = "float64, the same draws: only the order of products differs"
DRAW = {"normal": torch.randn, "uniform": torch.rand}


def seeded(seed, make):
    """Make something with float64 and a seed, leaving torch's generator as it was."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        torch.set_default_dtype(torch.float64)
        try:
            return make()
        finally:
            torch.set_default_dtype(torch.float32)


class Filled:
    """An empty tensor that a function of ``torch.nn.init`` fills.

    Args:
        fill: from (tensor, arguments of the reference), in place.
        more: from (rng, inputs, outputs), what the reference is given beside the draws.
        axes: how many the tensor may have: 2 (affine), 4 (a kernel).
    """

    def __init__(self, fill, more, *, axes=(2, 4)):
        self.fill, self.more, self.axes = fill, more, axes

    def case(self, rng):
        """Draws, and the settings."""
        sizes = rng.integers(1, 6, size=int(rng.choice(self.axes)))
        self.shape = tuple(int(size) for size in sizes)
        self.seed = int(rng.integers(2**31))
        inputs = math.prod(self.shape[1:])
        more = self.more(rng, inputs, self.shape[0] * math.prod(self.shape[2:]))
        form = more.get("form", "normal")
        draws = seeded(self.seed, lambda: DRAW[form](self.shape)).numpy()
        return {"draws": draws, **more}

    def run(self, arguments):
        """What torch fills in."""
        weights = torch.empty(self.shape, dtype=torch.float64)
        seeded(self.seed, lambda: self.fill(weights, arguments))
        return weights.numpy()


@dataclass(frozen=True)
class Draw:
    """One call of torch's generator, in the order of a network's making.

    Args:
        form: "normal" or "uniform".
        shape: of what is drawn.
        name: of the parameter it becomes; empty where it is overwritten.
        more: what the reference is given beside the draws.
    """

    form: str
    shape: tuple[int, ...]
    name: str = ""
    more: dict[str, Any] = field(default_factory=dict)


class Start:
    """A network of netwright, and one of its parameters.

    Args:
        build: from rng, a function that makes the network.
        draws: from the network, its draws in order.
        wanted: from a parameter's name, whether it is one of those looked at.
    """

    def __init__(self, build, draws, wanted=lambda name: True):
        self.build, self.draws, self.wanted = build, draws, wanted

    def case(self, rng):
        """The draws of one parameter."""
        self.make = self.build(rng)
        self.seed = int(rng.integers(2**31))
        plan = self.draws(seeded(0, self.make))
        drawn = seeded(self.seed, lambda: [DRAW[draw.form](draw.shape) for draw in plan])
        there = [i for i, draw in enumerate(plan) if draw.name and self.wanted(draw.name)]
        chosen = int(rng.choice(there))
        self.name = plan[chosen].name
        return {"draws": drawn[chosen].numpy(), **plan[chosen].more}

    def run(self, arguments):
        """The parameter of a fresh network."""
        model = seeded(self.seed, self.make)
        return model.get_parameter(self.name).detach().numpy()


def layer_draws(model, gain=None):
    """Layers draw where they are made, first weights, then biases; ``gain`` draws weights anew."""
    plan = []
    affine = [name for name, part in model.named_modules() if isinstance(part, nn.Linear)]
    for name, part in model.named_modules():
        if not isinstance(part, nn.Linear | nn.Conv2d):
            continue
        shape = tuple(part.weight.shape)
        inputs = {"inputs": math.prod(shape[1:])}
        kept = "" if gain else f"{name}.weight"
        plan.append(Draw("uniform", shape, kept, inputs))
        if part.bias is not None:
            plan.append(Draw("uniform", shape[:1], f"{name}.bias", inputs))
        if gain:
            more = {**inputs, "gain": gain[name == affine[-1]]}
            plan.append(Draw("normal", shape, f"{name}.weight", more))
    return plan


def row(reference, other, source, name="", tolerance=1e-13, because=ONE_SEED):
    return Twin(
        reference=reference,
        other=other,
        name=name,
        run=source.run,
        case=source.case,
        tolerance=tolerance,
        because=because,
    )


def _torch_layer(rng):
    groups = int(rng.integers(1, 3))
    inputs, outputs = (groups * int(size) for size in rng.integers(1, 4, size=2))
    if groups == 2:
        return lambda: nn.Sequential(nn.Conv2d(inputs, outputs, (3, 2), groups=groups))
    return lambda: nn.Sequential(nn.Linear(inputs, outputs))


def _fans(rng, inputs, outputs):
    return {"inputs": inputs, "outputs": outputs, "gain": float(rng.choice([1.0, 5 / 3]))}


def _rectified(rng, inputs, slope):
    return {"inputs": inputs, "gain": math.sqrt(2 / (1 + slope**2))}


init = nn.init
NORMAL, UNIFORM = {"form": "normal"}, {"form": "uniform"}
ROWS = [
    row(
        xavier,
        init.xavier_normal_,
        Filled(
            lambda w, a: init.xavier_normal_(w, gain=a["gain"]),
            lambda rng, i, o: _fans(rng, i, o) | NORMAL,
        ),
    ),
    row(
        xavier,
        init.xavier_uniform_,
        Filled(
            lambda w, a: init.xavier_uniform_(w, gain=a["gain"]),
            lambda rng, i, o: _fans(rng, i, o) | UNIFORM,
        ),
    ),
    row(
        he,
        init.kaiming_normal_,
        Filled(
            lambda w, a: init.kaiming_normal_(w, nonlinearity="relu"),
            lambda rng, i, o: _rectified(rng, i, 0.0) | NORMAL,
        ),
    ),
    row(
        he,
        init.kaiming_uniform_,
        Filled(
            lambda w, a: init.kaiming_uniform_(w, a=0.2),
            lambda rng, i, o: _rectified(rng, i, 0.2) | UNIFORM,
        ),
    ),
    row(
        small_random,
        init.normal_,
        Filled(lambda w, a: init.normal_(w, std=a["scale"]), lambda rng, i, o: {"scale": 0.02}),
    ),
    row(
        small_random,
        init.uniform_,
        Filled(
            lambda w, a: init.uniform_(w, -a["scale"], a["scale"]),
            lambda rng, i, o: {"scale": 0.05} | UNIFORM,
        ),
    ),
    row(
        orthogonal,
        init.orthogonal_,
        Filled(
            lambda w, a: init.orthogonal_(w, gain=a["gain"]),
            lambda rng, i, o: {"gain": float(rng.choice([1.0, 2.0]))},
            axes=(2,),
        ),
        tolerance=1e-9,
        because="float64; a QR of nearly equal columns magnifies rounding",
    ),
    row(torch_default, nn.Linear, Start(_torch_layer, layer_draws), name="Linear and Conv2d"),
    Twin(
        reference=zero,
        other=init.zeros_,
        run=lambda a: init.zeros_(torch.empty(a["inputs"], a["outputs"])).numpy(),
        tolerance=0.0,
        because="zero is zero",
    ),
]
