"""Parts of ``effects.py`` without a training run: starts of 20 layers, and two surfaces."""

from collections.abc import Callable

import numpy as np
import torch
from effects_page import Chart, Lines, Part, spread
from shared import mnist, say
from torch import nn

from netwright.models import replace_activations, start
from netwright.recipe import Settings
from netwright.training._flat import FlatParameters
from netwright.training._kinds import kinds_of
from netwright.training._optimisers import make_optimiser

SEEDS = (0, 1, 2)
STARTS = {"small": "normal, 0.01", "xavier": "Xavier", "he": "He"}
LAYERS, UNITS = 20, 100
NAMES = ("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam")

Surface = Callable[[torch.Tensor], torch.Tensor]


def starts() -> Part:
    """Spread of what comes out of each of 20 layers, and whether the network then learns."""
    x, y = (torch.from_numpy(part[:2_000].copy()) for part in mnist()[:2])
    x = x.float().flatten(1).sub_(33.3).div_(78.6)
    charts: list[Chart] = []
    table = [["", "layer 1", "layer 10", "layer 20", "loss after 300 steps"]]
    for bend in ("tanh", "relu"):
        spreads: Lines = {}
        losses: Lines = {}
        for name, said in STARTS.items():
            ends, at = [], [0.0] * LAYERS
            for seed in SEEDS:
                network = deep(bend, name, seed)
                measured = activations(network, x)
                at = [a + b / len(SEEDS) for a, b in zip(at, measured, strict=True)]
                curve = learned(network, x, y, seed)
                ends.append(curve[-1][1])
                losses[said] = losses.get(said, curve)
            spreads[said] = [(layer + 1.0, value) for layer, value in enumerate(at)]
            shown = [f"{at[layer]:.2g}" for layer in (0, 9, 19)]
            table.append([f"{bend}, {said}", *shown, spread(ends, 1.0, 3)])
            say(part="starts", bend=bend, start=said, row=table[-1])
        charts += [
            Chart(f"{bend}_spread", f"{bend}: deviation, logarithmic", "layer", spreads),
            Chart(f"{bend}_loss", f"{bend}: training loss, nats", "step", losses),
        ]
    words = f"{LAYERS} layers of {UNITS} units on 2,000 pictures; momentum at 0.01, batches of 50."
    return Part(words, charts, table)


def deep(bend: str, name: str, seed: int) -> nn.Module:
    torch.manual_seed(seed)
    layers: list[nn.Module] = []
    width = 784
    for _ in range(LAYERS):
        layers += [nn.Linear(width, UNITS), nn.ReLU()]
        width = UNITS
    network: nn.Module = nn.Sequential(*layers, nn.Linear(width, 10))
    replace_activations(network, bend)
    start(network, name)
    return network


def activations(network: nn.Module, x: torch.Tensor) -> list[float]:
    found = []
    with torch.no_grad():
        for number, layer in enumerate(network.children()):
            x = layer(x)
            if number % 2:
                found.append(float(x.std()))
    return found


def learned(
    network: nn.Module, x: torch.Tensor, y: torch.Tensor, seed: int
) -> list[tuple[float, float]]:
    settings = Settings(optimiser="momentum")
    flat = FlatParameters(network, kinds_of(network, settings))
    optimiser = make_optimiser(settings, flat)
    draws, curve, loss_of = np.random.default_rng(seed), [], nn.CrossEntropyLoss()
    for step in range(300):
        rows = torch.from_numpy(draws.integers(0, len(x), 50))
        flat.gradients.zero_()
        loss = loss_of(network(x[rows]), y[rows].long())
        loss.backward()
        optimiser.step(0.01)
        if step % 10 == 9:
            with torch.no_grad():
                curve.append((step + 1.0, float(loss_of(network(x), y.long()))))
    return curve


def surfaces() -> Part:
    """Steps near a saddle point and on a plateau: how far down after each step."""
    saddle: Lines = {}
    plateau: Lines = {}
    table = [["", "steps to leave the saddle", "steps to leave the plateau"]]
    for name in NAMES:
        left = []
        for lines, value, at, low in (
            (saddle, _saddle, (1.0, 1e-4), -0.1),
            (plateau, _plateau, (-6.0,), 0.5),
        ):
            lines[name] = descended(name, value, at)
            left.append(next((f"{int(s)}" for s, v in lines[name] if v < low), "over 300"))
        table.append([name, *left])
        say(part="surfaces", name=name, row=table[-1])
    words = (
        "f = x^2 - y^2 + y^4 / 2 from (1, 0.0001), whose saddle at (0, 0) has the height 0: left "
        "when f is below -0.1. And the squared error of one sigmoid unit that is far on the wrong "
        "side, (sigmoid(w) - 1)^2 from w = -6: left when it is below 0.5. All at the rate 0.05."
    )
    charts = [
        Chart("saddle", "f near a saddle", "step", saddle),
        Chart("plateau", "f on a plateau", "step", plateau),
    ]
    return Part(words, charts, table)


def _saddle(w: torch.Tensor) -> torch.Tensor:
    return w[0, 0] ** 2 - w[0, 1] ** 2 + w[0, 1] ** 4 / 2


def _plateau(w: torch.Tensor) -> torch.Tensor:
    return (torch.sigmoid(w[0, 0]) - 1) ** 2


def descended(name: str, value: Surface, at: tuple[float, ...]) -> list[tuple[float, float]]:
    """The value after each of 300 steps at rate 0.05."""
    network = nn.Linear(len(at), 1, bias=False)
    with torch.no_grad():
        network.weight.copy_(torch.tensor([at]))
    settings = Settings(optimiser=name)
    flat = FlatParameters(network, kinds_of(network, settings))
    optimiser = make_optimiser(settings, flat)
    line = []
    for step in range(300):
        flat.gradients.zero_()
        y = value(network.weight)
        y.backward()
        line.append((float(step), float(y.detach())))
        optimiser.step(0.05)
    return line
