"""Optimisers by name, on flat parameters: a call or two a step, whatever the network.

With gradient g (plus wd * w where weight decay d is L2), rate r and step t = 1, 2, ...:

    sgd        w -= r g                                                                   (1)
    momentum   b = mu b + g;  w -= r b        (b = g at t = 1)                             (2)
    nesterov   b as in (2);   w -= r (g + mu b)                                            (3)
    adagrad    s += g^2;      w -= r g / (sqrt s + 1e-10)                                  (4)
    rmsprop    v = a v + (1 - a) g^2;  b = mu b + g / (sqrt v + 1e-8);  w -= r b           (5)
    adam       m = b1 m + (1 - b1) g;  v = b2 v + (1 - b2) g^2;
               w -= r (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + 1e-8)                     (6)
    adamw      w *= 1 - r d first, then (6) without L2                                     (7)
    muon       hidden matrices and filters by ``_muon``, the others by (7), rate 0.1 r     (8)

An L1 penalty c adds c sign(w) to the gradient of what is decayed (9). The rate of the stage i
places before the output is r f^i (10). A stage that is frozen is not stepped, nor is t counted.

``torch.optim`` gives the same numbers (the tests compare) but brings torch's compiler with it,
which takes 3 s to import, and a step of it costs more Python. (1) to (3), (6) and (7) use the
fused kernels that ``torch.optim`` calls with ``fused=True``.

Source: Sutskever et al. 2013 for (2), (3); Duchi et al. 2011 for (4); Tieleman & Hinton 2012 for
(5); Kingma & Ba 2015, arXiv:1412.6980, for (6); Loshchilov & Hutter 2019, arXiv:1711.05101, (7);
Tibshirani 1996 for (9); Howard & Ruder 2018, arXiv:1801.06146, section 3.1, for (10).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

import torch
from torch import Tensor

from netwright.recipe import Settings
from netwright.training._flat import FlatParameters, Kind, Part
from netwright.training._muon import Muon

KEEPS = {
    "sgd": (),
    "momentum": ("momentum",),
    "nesterov": ("momentum",),
    "adagrad": ("squares",),
    "rmsprop": ("squares", "momentum"),
    "adam": ("mean", "squares"),
    "adamw": ("mean", "squares"),
    "muon": ("mean", "squares"),  # of matrices only the first, and it is Muon's momentum
}
ASIDE = 0.1  # of (8); for short trainings better than the author's 3e-4 to 0.02
SMALL, SMALLEST = 1e-8, 1e-10  # what keeps a division from zero


class FlatOptimiser:
    """An optimiser of flat parameters.

    Args:
        settings: optimiser, momentum, beta2, weight_decay, l1, stage_rate.
        flat: the parameters, by the kinds of these settings; what is not decayed gets neither
            weight decay nor penalty. Its buffers stay where they are.
        products: as for ``make_optimiser``.
    """

    def __init__(
        self,
        settings: Settings,
        flat: FlatParameters,
        *,
        products: torch.dtype | None = None,
    ) -> None:
        self._name = settings.optimiser
        self._settings = settings
        self.kept = {name: torch.zeros_like(flat.values) for name in KEEPS[self._name]}
        count = 1 + max(part.kind.stage for part in flat.parts)
        self.steps = [0] * count  # of each stage
        self._counts = [torch.zeros((), device=flat.values.device) for _ in self.steps]
        alike = groupby(flat.parts, key=lambda part: _way(part.kind, settings, count))
        self._stretches = [
            _Stretch(way, list(parts), flat, self.kept, products) for way, parts in alike
        ]

    @torch.no_grad()
    def step(self, rate: float, *, frozen: int = 0) -> None:
        """Move the parameters by equations (1) to (10).

        Args:
            rate: the learning rate of this step.
            frozen: the first so many stages stay as they are.
        """
        for stage in range(frozen, len(self.steps)):
            self.steps[stage] += 1
            self._counts[stage].fill_(self.steps[stage])
        for stretch in self._stretches:
            if stretch.way.stage >= frozen:
                self._move(stretch, rate * stretch.way.factor)

    def _move(self, stretch: "_Stretch", rate: float) -> None:
        values, gradients, way = stretch.values, stretch.gradients, stretch.way
        if way.l1:
            gradients = gradients.add(values.sign(), alpha=way.l1)  # (9)
        if stretch.muon is not None:
            mu, momentum = self._settings.momentum, stretch.kept["mean"]
            stretch.muon.step(values, gradients, momentum, rate=rate, mu=mu, decay=way.decay)
        elif self._name in ("adam", "adamw", "muon"):
            self._adam(stretch, gradients, rate)
        elif self._name in ("sgd", "momentum", "nesterov"):
            self._sgd(stretch, gradients, rate)
        else:
            if way.decay:
                gradients = gradients.add(values, alpha=way.decay)
            self._by_squares(stretch, gradients, rate)

    def _adam(self, stretch: "_Stretch", gradients: Tensor, rate: float) -> None:
        kernel = torch._fused_adam_ if self._name == "adam" else torch._fused_adamw_
        kernel(
            [stretch.values],
            [gradients],
            [stretch.kept["mean"]],
            [stretch.kept["squares"]],
            [],
            [self._counts[stretch.way.stage]],
            lr=rate,
            beta1=self._settings.momentum,
            beta2=self._settings.beta2,
            weight_decay=stretch.way.decay,
            eps=SMALL,
            amsgrad=False,
            maximize=False,
        )  # (6), (7)

    def _sgd(self, stretch: "_Stretch", gradients: Tensor, rate: float) -> None:
        momentum = self._settings.momentum if self._name != "sgd" else 0.0
        torch._fused_sgd_(
            [stretch.values],
            [gradients],
            [stretch.kept["momentum"]] if momentum else [],  # it takes no buffer without one
            weight_decay=stretch.way.decay,
            momentum=momentum,
            lr=rate,
            dampening=0.0,
            nesterov=self._name == "nesterov" and momentum > 0,
            maximize=False,
            is_first_step=self.steps[stretch.way.stage] == 1,
        )  # (1), (2), (3)

    def _by_squares(self, stretch: "_Stretch", gradients: Tensor, rate: float) -> None:
        values, squares = stretch.values, stretch.kept["squares"]
        if self._name == "adagrad":
            squares.addcmul_(gradients, gradients)
            values.addcdiv_(gradients, squares.sqrt().add_(SMALLEST), value=-rate)  # (4)
            return
        share = self._settings.beta2
        squares.mul_(share).addcmul_(gradients, gradients, value=1 - share)
        moved = stretch.kept["momentum"].mul_(self._settings.momentum)
        moved.addcdiv_(gradients, squares.sqrt().add_(SMALL))
        values.add_(moved, alpha=-rate)  # (5)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Way:
    """How parameters are stepped."""

    stage: int
    matrices: int
    decay: float
    l1: float
    factor: float  # on the rate


class _Stretch:
    """Parameters side by side that are stepped in one way, and what is kept of them."""

    def __init__(
        self,
        way: _Way,
        parts: list[Part],
        flat: FlatParameters,
        kept: Mapping[str, Tensor],
        products: torch.dtype | None,
    ) -> None:
        where = slice(parts[0].where.start, parts[-1].where.stop)
        self.way = way
        self.values, self.gradients = flat.values[where], flat.gradients[where]
        self.kept = {name: buffer[where] for name, buffer in kept.items()}
        # matrices are all decayed: one part
        self.muon = Muon(parts[0], dtype=products) if way.matrices else None


def _way(kind: Kind, settings: Settings, stages: int) -> _Way:
    factor = settings.stage_rate ** (stages - 1 - kind.stage)  # (10)
    if settings.optimiser == "muon" and not kind.matrices:
        factor *= ASIDE  # (8)
    return _Way(
        stage=kind.stage,
        matrices=kind.matrices,
        decay=settings.weight_decay if kind.decayed else 0.0,
        l1=settings.l1 if kind.decayed else 0.0,
        factor=factor,
    )


def make_optimiser(
    settings: Settings, flat: FlatParameters, *, products: torch.dtype | None = None
) -> FlatOptimiser:
    """Build the optimiser a recipe names.

    Args:
        settings: optimiser, momentum, beta2, weight_decay, l1, stage_rate.
        flat: the parameters, by the kinds of these settings.
        products: in which Muon multiplies matrices; None for the parameters' own dtype, in which
            all else is computed.

    Returns:
        The optimiser, before its first step.
    """
    return FlatOptimiser(settings, flat, products=products)


def optimiser_tensors(optimiser: FlatOptimiser, flat: FlatParameters) -> dict[str, Tensor]:
    """The optimiser's state by name: "mean/layers.0.weight", and "steps", a number for each stage.

    Args:
        optimiser: as ``make_optimiser`` built it.
        flat: the parameters it steps.

    Returns:
        Contiguous tensors on the CPU.
    """
    tensors = {"steps": torch.tensor(optimiser.steps).squeeze(0)}  # one stage: one number
    for kind, buffer in optimiser.kept.items():
        for name, view in flat.named(buffer).items():
            if _is_used(kind, name, flat):
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
    optimiser.steps = tensors["steps"].reshape(-1).tolist()
    for kind, buffer in optimiser.kept.items():
        held = flat.named(buffer)
        held |= {n: tensors[f"{kind}/{n}"] for n in held if _is_used(kind, n, flat)}
        flat.fill(buffer, held)


def _is_used(kind: str, name: str, flat: FlatParameters) -> bool:
    """Whether the optimiser keeps this of a parameter: Muon has no squares."""
    return kind != "squares" or not flat.kinds[name].matrices
