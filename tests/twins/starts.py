"""Where every parameter of a network begins, as the reference's initialisers say it.

A network draws from torch's generator in the order in which it is made. ``plan`` lists those draws
for a whole network, in that order, and which initialiser turns each into which parameter. So one
seed on both sides must give the same numbers, and a parameter the plan does not know is missed.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from types import ModuleType

import numpy as np
from torch import nn

from netwright.models import Logistic, Members, Mlp, TableEmbedding, Waves
from netwright.models._embeddings import BENT, VECTOR, WAVES
from netwright.reference.initialisers import he, small_random, torch_default, zero
from twins.rows_initialisers import DRAW, Draw, seeded


@dataclass(frozen=True)
class Begun:
    """One parameter's start.

    Args:
        draw: what is drawn for it; a form of "" for nothing.
        by: the initialiser; None where what was drawn is overwritten.
    """

    draw: Draw
    by: ModuleType | None = None


def plan(model: nn.Module) -> list[Begun]:
    """All draws of a network, and what becomes of them."""
    if isinstance(model, Logistic):
        return [Begun(Draw("", tuple(p.shape), name), zero) for name, p in model.named_parameters()]
    affine = [name for name, part in model.named_modules() if isinstance(part, nn.Linear | Members)]
    begun = []
    for name, part in model.named_modules():
        if isinstance(part, TableEmbedding):
            begun += _table(f"{name}.", part)
        elif isinstance(part, nn.Linear | nn.Conv2d | Members):
            gain = _gain(model, last=name == affine[-1]) if isinstance(model, Mlp) else None
            begun += _affine(f"{name}.", part, gain)
        elif isinstance(part, nn.BatchNorm1d | nn.BatchNorm2d):
            begun.append(Begun(Draw("", tuple(part.bias.shape), f"{name}.bias"), zero))
    return begun


def _gain(model: Mlp, *, last: bool) -> float:
    """Twice the variance before a ReLU; on tables Mish, and a last layer that is silent."""
    if model.embedding is None:
        return 1.0 if last else math.sqrt(2)
    return 0.0 if last else 1.0


def _affine(
    prefix: str, part: nn.Linear | nn.Conv2d | Members, gain: float | None
) -> Iterator[Begun]:
    """torch's own start; where there is a gain, the weights are drawn anew after it."""
    weight = tuple(part.weight.shape)
    many = isinstance(part, Members)
    inputs = {"inputs": weight[1] if many else math.prod(weight[1:])}
    anew = Begun(Draw("normal", weight, f"{prefix}weight", {**inputs, "gain": gain}), he)
    if many:
        yield anew
    else:
        drawn = Draw("uniform", weight, "" if gain is not None else f"{prefix}weight", inputs)
        yield Begun(drawn, torch_default if gain is None else None)
    if part.bias is not None:
        bias = Draw("uniform", tuple(part.bias.shape), f"{prefix}bias", inputs)
        yield Begun(bias, torch_default)
    if gain is not None and not many:
        yield anew


def _table(prefix: str, part: TableEmbedding) -> Iterator[Begun]:
    if part.waves is not None:
        yield from _waves(f"{prefix}waves.", part.waves)
    tables = [tuple(table.weight.shape) for table in part.tables]
    more = {"inputs": VECTOR, "gain": 1.0}
    yield from (Begun(Draw("normal", shape)) for shape in tables)
    for number, shape in enumerate(tables):
        yield Begun(Draw("normal", shape, f"{prefix}tables.{number}.weight", more), he)


def _waves(prefix: str, part: Waves) -> Iterator[Begun]:
    numbers, mixed = len(part.frequency), {"inputs": WAVES}
    angles = {"scale": math.pi, "form": "uniform"}
    yield Begun(
        Draw("normal", (numbers, WAVES), f"{prefix}frequency", {"scale": 0.1}), small_random
    )
    yield Begun(Draw("uniform", (numbers, WAVES), f"{prefix}phase", angles), small_random)
    yield Begun(Draw("uniform", (numbers, WAVES, BENT), f"{prefix}mix", mixed), torch_default)
    yield Begun(Draw("uniform", (numbers, BENT), f"{prefix}bias", mixed), torch_default)


def begin(model: nn.Module, seed: int) -> dict[str, np.ndarray]:
    """Every parameter's start by the reference, from the numbers torch draws with this seed."""
    planned = plan(model)

    def draw_all():
        return [DRAW[b.draw.form](b.draw.shape).numpy() if b.draw.form else None for b in planned]

    values = {}
    for begun, drawn in zip(planned, seeded(seed, draw_all), strict=True):
        if begun.by is zero:
            values[begun.draw.name] = np.zeros(begun.draw.shape)
        elif begun.by is not None:
            values[begun.draw.name] = begun.by.forward(drawn, **begun.draw.more)
    return values
