"""A recipe's optimiser in the form of ``torch.optim``, so that forks step as the run stepped.

The formulas are those of ``training``, and each step has dropout masks of its own. The flat buffers
are made at the first use: until then a copy of network and optimiser is an ordinary deep copy.
``torch.optim.Optimizer.__init__`` is not called: it brings torch's compiler with it, 2 s that the
end of a training does not have.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any, overload

import torch
from torch import nn

from netwright.models import KeyedDropout, seek_dropout
from netwright.recipe import Settings
from netwright.training import FlatOptimiser, FlatParameters, kinds_of, make_optimiser


class Stepped(torch.optim.Optimizer):
    """The optimiser a recipe names, at a rate that forks may change.

    Args:
        network: the task's network; its parameters move into one buffer at the first use.
        settings: optimiser, learning_rate, momentum, beta2, weight_decay, l1, stage_rate.
    """

    def __init__(self, network: nn.Module, settings: Settings) -> None:
        group = {
            "params": [one for one in network.parameters() if one.requires_grad],
            "lr": settings.learning_rate,
            "weight_decay": settings.weight_decay,
            "momentum": settings.momentum,
        }
        self.param_groups: list[dict[str, Any]] = [group]
        self.defaults: dict[str, Any] = {}
        self.state: defaultdict[torch.Tensor, Any] = defaultdict(dict)
        self._network, self._settings = network, settings
        self.method = settings.optimiser
        self._made: tuple[FlatParameters, FlatOptimiser] | None = None
        self._steps = 0

    def __getstate__(self) -> dict[str, Any]:
        """Everything: a copy is asked for before the first step."""
        return self.__dict__.copy()

    def __setstate__(self, state: dict[str, Any]) -> None:
        """As it was, without the hooks of ``torch.optim``."""
        self.__dict__.update(state)

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Set all gradients to zero; they stay where they are."""
        del set_to_none
        self._flat()[0].gradients.zero_()

    @overload
    def step(self, closure: None = None) -> None: ...

    @overload
    def step(self, closure: Callable[[], float]) -> float: ...

    def step(self, closure: Callable[[], float] | None = None) -> float | None:
        """Move the parameters by one step at the group's rate; a closure is called first."""
        loss = None if closure is None else closure()
        self._flat()[1].step(float(self.param_groups[0]["lr"]))
        self._steps += 1
        layers = [one for one in self._network.modules() if isinstance(one, KeyedDropout)]
        seek_dropout(layers, self._settings.seed, self._steps)  # masks of the next pass
        return loss

    def _flat(self) -> tuple[FlatParameters, FlatOptimiser]:
        if self._made is None:
            group = self.param_groups[0]
            changed = {name: float(group[name]) for name in ("weight_decay", "momentum")}
            settings = self._settings.model_copy(update=changed)
            flat = FlatParameters(self._network, kinds_of(self._network, settings))
            self._made = flat, make_optimiser(settings, flat)
        return self._made
