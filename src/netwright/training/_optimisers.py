"""Optimisers by name, on flat parameters: one call a step, whatever the network.

With gradient g (plus wd * w where weight decay d is L2), rate r and step t = 1, 2, ...:

    sgd        w -= r g                                                                   (1)
    momentum   b = mu b + g;  w -= r b        (b = g at t = 1)                             (2)
    nesterov   b as in (2);   w -= r (g + mu b)                                            (3)
    adagrad    s += g^2;      w -= r g / (sqrt s + 1e-10)                                  (4)
    rmsprop    v = a v + (1 - a) g^2;  b = mu b + g / (sqrt v + 1e-8);  w -= r b           (5)
    adam       m = b1 m + (1 - b1) g;  v = b2 v + (1 - b2) g^2;
               w -= r (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + 1e-8)                     (6)
    adamw      w *= 1 - r d first, then (6) without L2                                     (7)

``torch.optim`` gives the same numbers (the tests compare) but brings torch's compiler with it,
which takes 3 s to import, and a step of it costs more Python. (1) to (3), (6) and (7) use the
fused kernels that ``torch.optim`` calls with ``fused=True``.

Source: Sutskever et al. 2013 for (2), (3); Duchi et al. 2011 for (4); Tieleman & Hinton 2012 for
(5); Kingma & Ba 2015, arXiv:1412.6980, for (6); Loshchilov & Hutter 2019, arXiv:1711.05101, (7).
"""

from collections.abc import Mapping

import torch
from torch import Tensor

from netwright.recipe import Settings
from netwright.training._flat import FlatParameters

KEEPS = {
    "sgd": (),
    "momentum": ("momentum",),
    "nesterov": ("momentum",),
    "adagrad": ("squares",),
    "rmsprop": ("squares", "momentum"),
    "adam": ("mean", "squares"),
    "adamw": ("mean", "squares"),
}
SMALL, SMALLEST = 1e-8, 1e-10  # what keeps a division from zero


class FlatOptimiser:
    """An optimiser of flat parameters.

    Args:
        settings: optimiser, momentum, beta2, weight_decay.
        flat: the parameters; the part that is not decayed gets no weight decay.
    """

    def __init__(self, settings: Settings, flat: FlatParameters) -> None:
        self._name = settings.optimiser
        self._settings = settings
        self._flat = flat
        self.steps = 0
        self.kept = {name: torch.zeros_like(flat.values) for name in KEEPS[self._name]}
        self._parts = [
            _Part(slice(0, flat.decayed), settings.weight_decay),
            _Part(slice(flat.decayed, len(flat.values)), 0.0),
        ]

    @torch.no_grad()
    def step(self, rate: float) -> None:
        """Move the parameters by equations (1) to (7).

        Args:
            rate: the learning rate of this step.
        """
        self.steps += 1
        for part in self._parts:
            values, gradients = self._flat.values[part.where], self._flat.gradients[part.where]
            if not len(values):
                continue
            kept = {name: buffer[part.where] for name, buffer in self.kept.items()}
            if self._name in ("adam", "adamw"):
                self._adam(values, gradients, kept, rate, part.decay)
            elif self._name in ("sgd", "momentum", "nesterov"):
                self._sgd(values, gradients, kept, rate, part.decay)
            else:
                if part.decay:
                    gradients = gradients.add(values, alpha=part.decay)
                self._by_squares(values, gradients, kept, rate)

    def _adam(
        self,
        values: Tensor,
        gradients: Tensor,
        kept: Mapping[str, Tensor],
        rate: float,
        decay: float,
    ) -> None:
        kernel = torch._fused_adamw_ if self._name == "adamw" else torch._fused_adam_
        steps = torch.tensor(float(self.steps), device=values.device)
        kernel(
            [values],
            [gradients],
            [kept["mean"]],
            [kept["squares"]],
            [],
            [steps],
            lr=rate,
            beta1=self._settings.momentum,
            beta2=self._settings.beta2,
            weight_decay=decay,
            eps=SMALL,
            amsgrad=False,
            maximize=False,
        )  # (6), (7)

    def _sgd(
        self,
        values: Tensor,
        gradients: Tensor,
        kept: Mapping[str, Tensor],
        rate: float,
        decay: float,
    ) -> None:
        momentum = self._settings.momentum if self._name != "sgd" else 0.0
        torch._fused_sgd_(
            [values],
            [gradients],
            [kept["momentum"]] if momentum else [],  # the kernel takes no buffer without one
            weight_decay=decay,
            momentum=momentum,
            lr=rate,
            dampening=0.0,
            nesterov=self._name == "nesterov" and momentum > 0,
            maximize=False,
            is_first_step=self.steps == 1,
        )  # (1), (2), (3)

    def _by_squares(
        self, values: Tensor, gradients: Tensor, kept: Mapping[str, Tensor], rate: float
    ) -> None:
        squares = kept["squares"]
        if self._name == "adagrad":
            squares.addcmul_(gradients, gradients)
            values.addcdiv_(gradients, squares.sqrt().add_(SMALLEST), value=-rate)  # (4)
            return
        share = self._settings.beta2
        squares.mul_(share).addcmul_(gradients, gradients, value=1 - share)
        moved = kept["momentum"].mul_(self._settings.momentum)
        moved.addcdiv_(gradients, squares.sqrt().add_(SMALL))
        values.add_(moved, alpha=-rate)  # (5)


class _Part:
    """A stretch of the flat parameters with a weight decay of its own."""

    def __init__(self, where: slice, decay: float) -> None:
        self.where, self.decay = where, decay


def make_optimiser(settings: Settings, flat: FlatParameters) -> FlatOptimiser:
    """Build the optimiser a recipe names.

    Args:
        settings: optimiser, momentum, beta2, weight_decay.
        flat: the parameters.

    Returns:
        The optimiser, before its first step.
    """
    return FlatOptimiser(settings, flat)


def optimiser_tensors(optimiser: FlatOptimiser, flat: FlatParameters) -> dict[str, Tensor]:
    """The optimiser's state by name: "mean/layers.0.weight", and "steps" as a number.

    Args:
        optimiser: as ``make_optimiser`` built it.
        flat: the parameters it steps.

    Returns:
        Contiguous tensors on the CPU.
    """
    tensors = {"steps": torch.tensor(optimiser.steps)}
    for kind, buffer in optimiser.kept.items():
        for name, view in flat.named(buffer).items():
            tensors[f"{kind}/{name}"] = view.cpu()
    return tensors


def restore_optimiser(
    optimiser: FlatOptimiser, flat: FlatParameters, tensors: Mapping[str, Tensor]
) -> None:
    """Put back what ``optimiser_tensors`` took.

    Args:
        optimiser: freshly built.
        flat: the parameters it steps.
        tensors: the state by name.
    """
    optimiser.steps = int(tensors["steps"])
    for kind, buffer in optimiser.kept.items():
        names = {name: tensors[f"{kind}/{name}"] for name in flat.names()}
        flat.fill(buffer, names)
