"""Gradients of a network beside double-sided differences of its loss, in float64.

Up to ``ALL`` parameters every number is checked, beyond that ``SOME`` of each tensor and
``DIRECTIONS`` random directions over all of them together. Formulas and cautions are those of
``reference.gradient_check``: dropout is left out on both sides, a penalty is in on both, and a
run's network is checked as training left it.

A kink (ReLU at 0, a tie in a maximum) within a step of the point makes a right gradient look
wrong. So a gap is looked at again with smaller steps: one that a kink makes goes away, one that a
mistake makes stays. At a kink in the point itself the loss has a slope on either side, and any
between the two is right. Slopes that drown in the rounding of the loss are compared in absolute
terms: a network that has learned everything, or a bias before a norm, has no others.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from netwright.api._subject import Subject
from netwright.training import is_decayed

Array = NDArray[np.float64]
ALL, SOME, DIRECTIONS = 20_000, 50, 10
STEPS = (1e-5, 1e-6, 1e-7)
GOOD = 1e-6  # a gap below it is not looked at again
FLOOR = 1e-2  # share of a tensor's largest slope below which a slope is compared in absolute terms
RIGHT = 1e-5  # the worst gap up to which gradients are called right
ROUNDING = 10 * float(np.finfo(np.float64).eps)  # of the loss, where it is 1


@dataclass(frozen=True, slots=True, kw_only=True)
class TensorChecked:
    """One parameter tensor.

    Args:
        name: as the network calls it.
        numbers: how many it has.
        checked: how many were checked one by one.
        difference: ||g - a|| / (||g|| + ||a||) over them.
        worst: the largest gap of a single number.
        at: the place of that number.
        gradient: what autograd says there.
        slope: what the differences say there.
    """

    name: str
    numbers: int
    checked: int
    difference: float
    worst: float
    at: tuple[int, ...]
    gradient: float
    slope: float


@dataclass(frozen=True, slots=True, kw_only=True)
class GradientCheck:
    """A whole network.

    Args:
        tensors: each parameter tensor, worst first.
        directions: the gap along each random direction over all parameters.
        penalty: strength of the L2 penalty that was part of the loss.
        loss: at the point.
    """

    tensors: tuple[TensorChecked, ...]
    directions: tuple[float, ...]
    penalty: float
    loss: float

    @property
    def worst(self) -> float:
        """The largest gap of all."""
        return max([t.worst for t in self.tensors] + list(self.directions))

    @property
    def right(self) -> bool:
        """Whether no gap is larger than ``RIGHT``."""
        return self.worst <= RIGHT


def check_gradients(subject: Subject, rows: int | None = None) -> GradientCheck:
    """Check every gradient of a network on its batch, in float64.

    Args:
        subject: network, batch and loss; it stays as it is.
        rows: the first rows of the batch to check on; None for all.

    Returns:
        Every tensor with its worst number, and the directions.
    """
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # thousands of small batches: threads would wait for each other
    try:
        return _Checking(subject.precise(rows)).run()
    finally:
        torch.set_num_threads(threads)


class _Checking:
    """The loss as a function of each parameter, in float64."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self.given = subject.given
        # a decoupled decay is a rule of the step and no part of the loss
        coupled = subject.settings.optimiser != "adamw"
        self.penalty = subject.settings.weight_decay if coupled else 0.0
        self.parameters = {  # a table without numbers has an affine layer of no weights
            n: p for n, p in subject.network.named_parameters() if p.requires_grad and p.numel()
        }
        self.count = sum(p.numel() for p in self.parameters.values())
        self.drowned = 0.0  # slopes below it are lost in the rounding of the loss

    def run(self) -> GradientCheck:
        loss = self._loss()
        found = torch.autograd.grad(loss, list(self.parameters.values()), materialize_grads=True)
        gradients = {n: g.numpy() for n, g in zip(self.parameters, found, strict=True)}
        self.drowned = ROUNDING * max(1.0, abs(loss.item())) / STEPS[0] / RIGHT
        draw = np.random.default_rng(0)
        with torch.no_grad():
            tensors = [self._tensor(n, g, draw) for n, g in gradients.items()]
            along = [self._direction(gradients, draw) for _ in range(DIRECTIONS)]
        return GradientCheck(
            tensors=tuple(sorted(tensors, key=lambda t: -t.worst)),
            directions=tuple(along),
            penalty=self.penalty,
            loss=loss.item(),
        )

    def _loss(self) -> Tensor:
        loss = self.subject.loss(self.subject.network(**self.given))
        if self.penalty:
            weights = (p for n, p in self.parameters.items() if is_decayed(n, p))
            loss = loss + self.penalty / 2 * sum((w**2).sum() for w in weights)
        return loss

    def _tensor(self, name: str, gradient: Array, draw: np.random.Generator) -> TensorChecked:
        flat = self.parameters[name].view(-1)
        claimed = gradient.reshape(-1)
        few = self.count > ALL and len(claimed) > SOME
        places = np.sort(draw.permutation(len(claimed))[:SOME]) if few else np.arange(len(claimed))
        floor = FLOOR * float(np.abs(claimed).max()) + self.drowned
        found = [self._number(flat, int(place), claimed[place], floor) for place in places]
        slopes, gaps = np.array([f[0] for f in found]), np.array([f[1] for f in found])
        worst = int(gaps.argmax())
        place = int(places[worst])
        size = float(np.linalg.norm(claimed[places]) + np.linalg.norm(slopes))
        return TensorChecked(
            name=name,
            numbers=len(claimed),
            checked=len(places),
            difference=float(np.linalg.norm(claimed[places] - slopes)) / size if size else 0.0,
            worst=float(gaps[worst]),
            at=tuple(int(i) for i in np.unravel_index(place, gradient.shape)),
            gradient=float(claimed[place]),
            slope=float(slopes[worst]),
        )

    def _number(
        self, flat: Tensor, place: int, claimed: float, floor: float
    ) -> tuple[float, float]:
        held = flat[place].item()

        def moved(by: float) -> float:
            flat[place] = held + by
            loss = self._loss().item()
            flat[place] = held
            return loss

        return _best_slope(moved, claimed, floor)

    def _direction(self, gradients: Mapping[str, Array], draw: np.random.Generator) -> float:
        v = {n: draw.standard_normal(g.shape) for n, g in gradients.items()}
        length = math.sqrt(sum(float((x**2).sum()) for x in v.values()))
        steps = {n: torch.from_numpy(x / length) for n, x in v.items()}
        claimed = sum(float((gradients[n] * v[n]).sum()) for n in v) / length
        held = {n: p.detach().clone() for n, p in self.parameters.items()}

        def moved(by: float) -> float:
            for name, parameter in self.parameters.items():
                parameter.copy_(held[name] + by * steps[name])
            loss = self._loss().item()
            for name, parameter in self.parameters.items():
                parameter.copy_(held[name])
            return loss

        size = math.sqrt(sum(float((g**2).sum()) for g in gradients.values()))
        typical = size / math.sqrt(self.count)  # of the slope along a random direction
        return _best_slope(moved, claimed, FLOOR * typical + self.drowned)[1]


def _best_slope(
    moved: Callable[[float], float], claimed: float, floor: float
) -> tuple[float, float]:
    """The double-sided slope and its gap; with smaller steps while the gap is not good."""

    def beside(slope: float) -> tuple[float, float]:
        return slope, abs(slope - claimed) / max(abs(slope), abs(claimed), floor)

    best = (math.nan, math.inf)
    for step in STEPS:
        best = min(best, beside((moved(step) - moved(-step)) / (2 * step)), key=lambda b: b[1])
        if best[1] < GOOD:
            return best
    here = moved(0.0)
    for step in STEPS[1:]:  # a kink in the point itself
        low, high = sorted(((here - moved(-step)) / step, (moved(step) - here) / step))
        best = min(best, beside(min(max(claimed, low), high)), key=lambda b: b[1])
    return best
