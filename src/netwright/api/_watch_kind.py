"""What the targets are, and how the loss function behaves: found from numbers, not from names.

Made-up answers are handed to the loss, right ones and wrong ones, sure and unsure. So a lambda, a
renamed class and a loss written by hand are read alike:

    the loss does not change when a constant is added to all scores   it has a softmax inside
    a sure right probability costs nothing, a sure wrong one much     it reads probabilities
    a wrong answer costs hardly more the surer it is                  a squared or absolute error
    the loss does not change when targets change places               shapes broadcast
    twice the rows, twice the loss                                    it adds, does not average

Cost: about twenty calls of the loss on 64 rows.
"""

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from netwright.diagnosis import Kind, Loss, Reads
from netwright.experiments import LossFunction, truth_of

ROWS = 64
SURE = 1e-6
UNSURE = 1e-2
BESIDE = 1e-4  # of the loss: another answer than the target is cheaper


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found.

    Args:
        kind: of the targets.
        loss: how the loss function behaves.
        threshold: above it an answer of one unit means yes.
    """

    kind: Kind
    loss: Loss
    threshold: float


def kind_of(y: Tensor, units: int, *, task: str | None = None) -> Kind:
    """What the targets are.

    Args:
        y: (n,) or (n, l).
        units: outputs per example.
        task: "classification", "regression" or "several labels", if the user said so.

    Returns:
        "unknown" for targets of more than two axes.
    """
    flat = y.squeeze(-1) if y.dim() == 2 and y.shape[1] == 1 else y
    if flat.dim() > 2 or not len(flat):
        return "unknown"
    if task == "regression":
        return "numbers"
    whole = flat[torch.isfinite(flat)] if flat.is_floating_point() else flat
    values = torch.unique(whole)
    yes_or_no = bool(((values == 0) | (values == 1)).all())
    if flat.dim() == 2:
        if not yes_or_no:
            return "numbers"
        one_each = bool((flat.sum(1) == 1).all())
        return "classes" if one_each and task != "several labels" else "labels"
    if not flat.is_floating_point() or task == "classification":
        return "binary" if units == 1 and len(values) <= 2 else "classes"
    return "binary" if yes_or_no and units == 1 else "numbers"


def read_loss(
    loss_fn: LossFunction,
    output: Tensor,
    y: Tensor,
    *,
    whole: Tensor | None = None,
    task: str | None = None,
) -> Reading:
    """Read the loss function on made-up answers.

    Args:
        loss_fn: (output, target) -> a loss of one number.
        output: (n, ...) real answers, for their shape and number format.
        y: (n, ...) their targets.
        whole: (N, ...) all targets there are, to see what kind they are; None for ``y``.
        task: what the user says they are.

    Returns:
        What was found; a loss that cannot be called is "unknown".
    """
    units = output[0].numel() if output.dim() > 1 else 1
    kind = kind_of(y if whole is None else whole, units, task=task)
    rows = _varied(truth_of(kind, y))
    asked = _Asked(loss_fn, y[rows], output[rows])
    if kind == "unknown" or output.dim() > 2:
        return Reading("unknown", Loss(), 0.5)
    truth = truth_of(kind, y[rows])
    if kind == "classes" and units == 1 and _met_best(asked, truth):
        kind = "numbers"
    if kind == "numbers":
        loss = _of_numbers(asked, truth.to(output.dtype))
        linked = loss.minimum_gap > BESIDE and _linked(asked, truth.to(output.dtype))
        return Reading("unknown", Loss(), 0.5) if linked else Reading(kind, loss, 0.5)
    yes = _yes(kind, truth, units).to(output.dtype)
    loss = _of_classes(asked, yes)
    threshold = 0.0 if loss.reads == "scores" and units == yes[0].numel() else 0.5
    return Reading(kind, loss, threshold)


class _Asked:
    """The loss of made-up answers on a few rows; not-a-number where it refuses them."""

    def __init__(self, loss_fn: LossFunction, y: Tensor, output: Tensor) -> None:
        self.loss_fn, self.y, self.output = loss_fn, y, output

    def __call__(self, answers: Tensor, *, twice: bool = False) -> float:
        y = torch.cat([self.y, self.y]) if twice else self.y
        try:
            answers = answers.reshape(self.output.shape).to(self.output)
            answers = torch.cat([answers, answers]) if twice else answers
            with torch.no_grad():
                return float(self.loss_fn(answers, y).mean())
        except Exception:  # the user's own code, asked about answers it may not be made for
            return math.nan


def _varied(y: Tensor) -> Tensor:
    """Rows for the questions: of as many different targets as there are, in turn."""
    if y.dim() > 1:
        return torch.arange(min(len(y), ROWS))
    values, where = torch.unique(y, return_inverse=True)
    if len(values) > ROWS:  # numbers: evenly over their range
        order = torch.argsort(y, stable=True)
        return order[torch.linspace(0, len(y) - 1, ROWS).round().long()]
    order = torch.argsort(where, stable=True)
    turn = torch.empty_like(order)
    starts = torch.searchsorted(where[order], where[order])
    turn[order] = torch.arange(len(y)) - starts
    return torch.argsort(turn * (int(where.max()) + 1) + where, stable=True)[:ROWS]


def _yes(kind: Kind, truth: Tensor, units: int) -> Tensor:
    """1 where an answer should be high, else 0: (n, units)."""
    if kind == "labels":
        return truth.float()
    if units == 1:
        return (truth > 0).float().unsqueeze(1)
    return torch.nn.functional.one_hot(truth.clamp_max(units - 1), units).float()


def _met_best(asked: _Asked, truth: Tensor) -> bool:
    """Whether the loss is lowest where the answer is the target itself."""
    own = asked(truth.float())
    return all(own < asked(truth.float() + step) for step in (-0.3, 0.3))


def _linked(asked: _Asked, truth: Tensor) -> bool:
    """Whether the best answer is another number that grows with the target, such as its log."""
    size = float(truth.abs().max()) or 1.0
    grid = torch.sinh(torch.linspace(-4, 4, 81)) / math.sinh(4) * 2 * size
    best, targets = [], [float(truth.float().quantile(share)) for share in (0.2, 0.5, 0.8)]
    for target in targets:
        same = torch.full_like(asked.y, target)
        one = _Asked(asked.loss_fn, same, asked.output)
        costs = [one(torch.full_like(asked.output, float(answer))) for answer in grid]
        known = [cost for cost in costs if math.isfinite(cost)]
        at = costs.index(min(known)) if known else 0
        if not 0 < at < len(costs) - 1 or costs[at + 1] <= costs[at] or costs[at - 1] <= costs[at]:
            return False
        best.append(float(grid[at]))
    other = max(abs(a - b) for a, b in zip(best, targets, strict=True)) > 0.1 * size
    return other and best[0] < best[1] < best[2]


def _of_numbers(asked: _Asked, truth: Tensor) -> Loss:
    spread = float(truth.float().std(correction=0)) or 1.0
    good, bad = asked(truth), asked(truth + spread)
    mixed = 1.0 - 2.0 * (torch.arange(len(truth)) % 2).to(truth).reshape(
        -1, *[1] * (truth.dim() - 1)
    )
    ways = (torch.ones_like(truth), truth.sign(), mixed.expand_as(truth))
    nearest = min(asked(truth + step * spread * way) for way in ways for step in (-0.1, 0.1))
    size = max(abs(good), abs(bad), 1e-30)
    moved = asked(truth.roll(max(1, len(truth) // 2), 0))
    return Loss(
        reads="numbers",
        good=good,
        bad=bad,
        pairing=abs(moved - good) / size,
        sums=_adds(asked, truth + spread),
        minimum_gap=(good - nearest) / size,
    )


def _of_classes(asked: _Asked, yes: Tensor) -> Loss:
    one_each = yes.shape[1] > 1 and bool((yes.sum(1) == 1).all())
    made = _Made(yes, yes.roll(1, 1) if one_each else 1 - yes, one_each)
    reads = _reads(asked, made)
    good, bad = asked(made.right(0.05)), asked(made.wrong(0.05))
    if reads == "scores":
        good, bad = asked(8 * made.yes - 4), asked(8 * made.no - 4)
    moved = asked(made.right(0.05).roll(1, 0))
    sure, unsure = asked(made.wrong(SURE)), asked(made.wrong(UNSURE))
    return Loss(
        reads=reads,
        good=good,
        bad=bad,
        bounded=reads in ("probabilities", "numbers") and sure < 1.25 * unsure,
        pairing=abs(moved - asked(made.right(0.05))) / max(abs(good), abs(bad), 1e-30),
        sums=_adds(asked, made.wrong(0.05)),
    )


@dataclass(frozen=True, slots=True)
class _Made:
    """Made-up answers: probabilities that are right, or wrong, by a given miss."""

    yes: Tensor
    no: Tensor
    one_each: bool

    def right(self, miss: float) -> Tensor:
        return self._of(self.yes, miss)

    def wrong(self, miss: float) -> Tensor:
        return self._of(self.no, miss)

    def _of(self, which: Tensor, miss: float) -> Tensor:
        rest = miss / (which.shape[1] - 1) if self.one_each else miss
        return which * (1 - miss) + (1 - which) * rest


def _reads(asked: _Asked, made: _Made) -> Reads:
    """What the loss takes for an answer."""
    steps = torch.linspace(-1, 1, made.yes.numel()).reshape(made.yes.shape).to(made.yes)
    inner = 0.25 + 0.4 * made.yes + 0.05 * steps  # within 0 and 1, where no loss is clipped
    if made.one_each and _close(asked(inner + 0.2), asked(inner)):
        return "scores"
    exact = asked(made.right(SURE))
    if exact <= 1e-2 * abs(asked(made.right(0.4))) and exact >= 0:
        beyond = asked(2 * made.yes)
        return "numbers" if beyond > exact + 1e-3 else "probabilities"
    far, near = asked(20 * made.yes - 10), asked(made.right(SURE))
    if 0 <= far < 0.05 * near:
        return "scores"
    if near < 0 and _close(asked(2 * made.right(SURE)), 2 * near):
        return "log probabilities"
    return "unknown"


def _close(a: float, b: float) -> bool:
    return abs(a - b) <= 1e-4 * max(abs(a), abs(b), 1e-12)


def _adds(asked: _Asked, answers: Tensor) -> bool:
    once, both = asked(answers), asked(answers, twice=True)
    return abs(both - 2 * once) < 0.05 * abs(once)
