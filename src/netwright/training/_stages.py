"""The stages of a network, from its input to its output, and those that stay as they are.

What a network consists of is taken in the order in which it was made, which is that of the
forward pass. The parts of an ``nn.Sequential`` or ``nn.ModuleList`` at the top are stages each
(``features.0``), and so are the parts of a wrapped network, one that holds nearly all parameters
of the module around it. A part without weights, such as a norm, belongs to the stage before it.
The last stage is the output layer; the members of an ensemble have their stages in common.

With K stages frozen at first and the share t0 of the steps, stage i = 0 .. K - 1 thaws at

    t_i = t0 + (1 - t0) / 2 (K - 1 - i) / max(1, K - 1)                                   (1)

the last of them first; with t0 = 0 none thaws. While it is frozen a stage gets no gradient, so
that backward ends before it, no step and no decay, and its norms use their running means and
leave them as they are.

Source: Howard & Ruder 2018, arXiv:1801.06146, section 3.3, gradual unfreezing.
"""

import math
from collections.abc import Iterator

from torch import nn

from netwright.errors import SettingError
from netwright.models import Ensemble, Logistic, TableEmbedding
from netwright.recipe import Settings
from netwright.training._flat import is_decayed

EMBEDDINGS = (TableEmbedding, nn.Embedding)  # never opened
NEARLY = 0.9  # share of the parameters that makes a part the wrapped network itself


def stages(model: nn.Module) -> list[list[str]]:
    """The names of the parameters of each stage.

    Args:
        model: a network.

    Returns:
        One list a stage, from the input to the output layer; each parameter is in one.

    Example:
        >>> stages(nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3), nn.ReLU(), nn.Linear(3, 1)))
        [['0.weight', '0.bias', '1.weight', '1.bias'], ['3.weight', '3.bias']]
    """
    if isinstance(model, Ensemble):
        members = [stages(network) for network in model.networks]
        return [
            [f"networks.{m}.{name}" for m, names in enumerate(stage) for name in names]
            for stage in zip(*members, strict=True)
        ]
    named = dict(model.named_parameters())
    opened = set(_opened(model))
    entries: dict[str, list[str]] = {}
    for name in named:
        entry = "" if isinstance(model, Logistic) else _entry(name, opened)
        entries.setdefault(entry, []).append(name)
    found: list[list[str]] = []
    for names in entries.values():
        whole = [any(is_decayed(n, named[n]) for n in part) for part in (*found[-1:], names)]
        if found and not all(whole):
            found[-1] += names
        else:
            found.append(names)
    return found


def frozen_count(freeze: str, count: int) -> int:
    """How many stages are frozen at first.

    Args:
        freeze: "none", "features" for all but the output layer, or a number.
        count: stages of the network.

    Returns:
        From 0 to ``count`` - 1.

    Raises:
        SettingError: if no stage would be left.
    """
    if freeze in ("none", "features"):
        return count - 1 if freeze == "features" else 0
    if int(freeze) >= count:
        wanted = f"none, features or a number below {count}, the stages of this network"
        raise SettingError("freeze", freeze, wanted=wanted)
    return int(freeze)


class Frozen:
    """Which stages of a network stay as they are, step by step.

    Args:
        model: the network; what is not trained now never will be.
        settings: freeze, thaw.
        steps: of the training.
    """

    def __init__(self, model: nn.Module, settings: Settings, steps: int) -> None:
        found = stages(model)
        self._most = frozen_count(settings.freeze, len(found))
        self._thaw, self._steps = settings.thaw, steps
        named = dict(model.named_parameters())
        self._stages = [[named[n] for n in names if named[n].requires_grad] for names in found]
        self._norms = _norms(model, found)
        self._now = 0

    def at(self, step: int) -> int:
        """How many stages are frozen in a step: equation (1), a function of the step alone."""
        if not self._thaw:
            return self._most
        most = self._most
        span = (1 - self._thaw) / 2 / max(1, most - 1)
        times = (self._thaw + span * (most - 1 - i) for i in range(most))  # (1)
        # a hair less: 0.1 + 0.45 of 40 steps is 22, not a rounding more
        return sum(step < math.ceil(t * self._steps - 1e-6) for t in times)

    def hold(self, step: int) -> int:
        """Freeze and thaw what is to be so in a step.

        Args:
            step: from 0.

        Returns:
            How many stages are frozen, the first ones.
        """
        count = self.at(step)
        if count != self._now:
            self._now = count
            for number, parameters in enumerate(self._stages):
                for parameter in parameters:
                    parameter.requires_grad_(number >= count)
        for number, norms in enumerate(self._norms):
            for norm in norms:
                if norm.training != (number >= count):  # an evaluation puts all in training mode
                    norm.train(number >= count)
        return count


def _opened(model: nn.Module, prefix: str = "") -> Iterator[str]:
    """The modules whose parts are stages."""
    total = sum(p.numel() for p in model.parameters())
    for name, part in model.named_children():
        path = f"{prefix}{name}"
        size = sum(p.numel() for p in part.parameters())
        if isinstance(part, nn.Sequential | nn.ModuleList):
            yield path
        elif any(part.children()) and size >= NEARLY * total and not isinstance(part, EMBEDDINGS):
            yield path
            yield from _opened(part, f"{path}.")


def _entry(name: str, opened: set[str]) -> str:
    """The part of the network that a parameter is in: as short a path as is not opened."""
    parts = name.split(".")
    depth = 1
    while ".".join(parts[:depth]) in opened:
        depth += 1
    return ".".join(parts[:depth])


def _norms(model: nn.Module, found: list[list[str]]) -> list[list[nn.Module]]:
    """The modules of each stage that keep running means; without parameters, the stage's before."""
    stage_of = {name: stage for stage, names in enumerate(found) for name in names}
    norms: list[list[nn.Module]] = [[] for _ in found]
    stage = 0
    for path, module in model.named_modules():
        own = (f"{path}.{name}".lstrip(".") for name, _ in module.named_parameters(recurse=False))
        stage = next((stage_of[name] for name in own if name in stage_of), stage)
        if getattr(module, "running_mean", None) is not None:
            norms[stage].append(module)
    return norms
