"""The facts of a training at its end, from what its end has computed anyway, within a bound.

    scores      from the answers that were just measured; no pass is made for them
    inputs, targets, simple predictors    from at most ``ROWS`` rows of train and of val
    first and last pass                   from as many rows as the bound allows
    output and loss                       not asked: they are netwright's own, and tested

All of it is a function of the run's own files: no clock decides what is read, so that a resumed run
reads the same. The bound is in multiply-adds:

    allowed = max(``LEAST``, 3 % of those of the training)                           (1)
    rows of a pass = allowed / (``PASSES`` x multiply-adds of an example)            (2)

Cost: in a small training some tenths of a second, most of it for the simple predictors.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from netwright.api._diagnose_rows import Alone, first_network, loss_alone, output_alone, rows_met
from netwright.api._diagnose_stepped import Stepped
from netwright.api._prepared import Learned
from netwright.api._score import Scored
from netwright.api._watch_data_facts import input_facts, simple_facts, target_facts
from netwright.api._watch_pass import read_pass
from netwright.api._watch_rows import Rows
from netwright.diagnosis import (
    Facts,
    Kind,
    Output,
    Pass,
    Scores,
    Series,
    Skill,
    Updates,
    recalls_of,
    skill_of,
)
from netwright.experiments import LossFunction, Pair, Trial, copied, some_rows
from netwright.recipe import Settings
from netwright.training import learning_rate, train_subset

ROWS = 1024  # of each split
NUMBERS = 2**21  # in the inputs of these rows
PROBED = 256  # rows of one pass, at most
FEWEST = 8
LEAST = 1e10  # multiply-adds: about a second of two cores
SHARE = 0.03  # of the training
PASSES = 24.0  # two passes, forward and backward, take a quarter of what is allowed
BACK = 3.0  # a step over a forward pass
MIDDLES = 32  # points at which the schedule is looked at


@dataclass(frozen=True, slots=True, kw_only=True)
class Trained:
    """A training that has come to its end.

    Args:
        learned: what the loop was given.
        weights: that are kept, of the whole network.
        scored: their answers and scores.
        history: the evaluations.
        steps: updates done.
        multiply_adds: of one example, forward; 0 where they could not be counted.
    """

    learned: Learned
    weights: Mapping[str, Tensor]
    scored: Scored
    history: Sequence[Mapping[str, Any]]
    steps: int
    multiply_adds: int

    @property
    def each(self) -> float:
        """Multiply-adds of one example."""
        return float(max(self.multiply_adds, self.scored.parameters, 1))

    @property
    def allowed(self) -> float:
        """Multiply-adds that the verdict may cost: equation (1)."""
        training = self.steps * self.learned.settings.batch_size * BACK * self.each
        return max(LEAST, SHARE * training)  # (1)


def trained_facts(trained: Trained) -> tuple[Facts, Trial]:
    """Measure what the rules read.

    Args:
        trained: a network of one target.

    Returns:
        The facts, without forks, and what forks are made from.
    """
    trial = _trial(trained)
    count = int(max(FEWEST, min(PROBED, trained.allowed / (PASSES * trained.each))))  # (2)
    rows = some_rows(trial.x, count)
    x, y = trial.x[rows], trial.y[rows]
    ratio = update_ratio(trial.first, trial.rate, trial.loss_fn, (x, y))
    start, end = (
        read_pass(copied(pair)[0], trial.loss_fn, x, y) for pair in (trial.first, trial.last)
    )
    facts = Facts(
        inputs=input_facts(trial, [], total=len(trained.learned.examples.rows("train"))),
        targets=target_facts(trial, []),
        simple=simple_facts(trial),
        output=_output(trained),
        updates=replace(
            updates_of(trained.learned, trained.steps, trained.scored.parameters),
            ratio=ratio,
            ratio_early=ratio,
        ),
        start=start,
        end=end,
        series=series_of(trained.history, trained.learned.task.goal.measure),
        scores=scores_of(trained, trial.kind),
    )
    return facts, trial


def pass_alone(trained: Trained) -> Facts:
    """The facts of a network with several targets: its skills and its history, no more."""
    return Facts(
        updates=updates_of(trained.learned, trained.steps, trained.scored.parameters),
        series=series_of(trained.history, trained.learned.task.goal.measure),
        start=Pass(dropout=trained.learned.settings.dropout),
        scores=_several_scores(trained.scored),
    )


def update_ratio(
    pair: Pair, factor: float, loss_fn: LossFunction, rows: tuple[Tensor, Tensor]
) -> float:
    """Size of the first update over the size of the weights, the median of all matrices.

    Args:
        pair: network and optimiser before the first step; a copy makes the step.
        factor: of the optimiser's learning rate.
        loss_fn: (output, target) -> a loss of one number.
        rows: training inputs (n, ...) and their targets (n, ...).

    Returns:
        A share; not-a-number without matrices.
    """
    model, optimizer = copied(pair)
    x, y = rows
    for group in optimizer.param_groups:
        group["lr"] *= factor
    optimizer.zero_grad()
    model.train()
    torch.autograd.backward(loss_fn(model(x), y))
    matrices = [one for one in model.parameters() if one.dim() >= 2 and one.requires_grad]
    before = [one.detach().clone() for one in matrices]
    optimizer.step()
    pairs = zip(before, matrices, strict=True)
    sizes = [float((new.detach() - old).norm() / old.norm().clamp_min(1e-12)) for old, new in pairs]
    return sorted(sizes)[len(sizes) // 2] if sizes else math.nan


def series_of(history: Sequence[Mapping[str, Any]], goal: str) -> Series:
    """The series of a history as the rules read them."""
    return Series(
        loss=tuple(line["batch/loss"] for line in history if "batch/loss" in line),
        valid_loss=tuple(line["val/loss"] for line in history if "val/loss" in line),
        valid_metric=tuple(line[f"val/{goal}"] for line in history if f"val/{goal}" in line),
    )


def updates_of(learned: Learned, steps: int, parameters: int) -> Updates:
    """What a recipe and its loop say of the updates."""
    settings = learned.settings
    return Updates(
        steps=steps,
        epochs=steps * settings.batch_size / max(1, len(learned.examples.rows("train"))),
        batch=settings.batch_size,
        parameters=parameters,
        rate=settings.learning_rate,  # forks scale the whole schedule
        method=settings.optimiser,
        momentum=settings.momentum,
        decay=settings.weight_decay,
    )


def middle_rate(settings: Settings, steps: int) -> float:
    """The middle one of the learning rates of a training."""
    rates = sorted(rates_of(settings, steps, steps))
    return rates[len(rates) // 2] if rates else settings.learning_rate


def rates_of(settings: Settings, steps: int, planned: int) -> list[float]:
    """Some of the learning rates of the steps done, evenly spaced; ``planned`` are all."""
    spaced = range(0, steps, max(1, steps // MIDDLES))
    return [learning_rate(settings, number, planned) for number in spaced]


def scores_of(trained: Trained, kind: Kind) -> Scores:
    """Skills of the kept weights from answers that are there already."""
    splits, learned = trained.scored.splits, trained.learned
    held = "val" if "val" in splits else ""
    fit = _skill(trained, "train", kind)
    if not held:
        return Scores(fit=fit.value, fit_error=fit.error, skill=fit.value, skill_error=fit.error)
    skill = _skill(trained, held, kind)
    output = _flat(splits[held].output)
    truth = _truth(learned, held)
    return Scores(
        fit=fit.value,
        fit_error=fit.error,
        skill=skill.value,
        skill_error=skill.error,
        held_out=True,
        recalls=recalls_of(kind, output, truth, 0.5),
    )


def _skill(trained: Trained, split: str, kind: Kind) -> Skill:
    output = _flat(trained.scored.splits[split].output)
    return skill_of(kind, output, _truth(trained.learned, split))


def _flat(output: NDArray[Any]) -> NDArray[np.float64]:
    return output.reshape(len(output), -1).astype(np.float64)


def _truth(learned: Learned, split: str) -> NDArray[np.float64]:
    """Targets as the network is to meet them: class numbers, or standardised numbers."""
    settings, examples = learned.settings, learned.examples
    rows = train_subset(examples, settings.seed) if split == "train" else examples.rows(split)
    target = learned.task.targets[0]
    stored = np.array(examples.take(rows, (target,))[target])
    if target == "label":
        return stored.astype(np.float64)
    prepared = learned.task.prepare({target: torch.from_numpy(stored)})[target]
    return prepared.double().numpy()


def _several_scores(scored: Scored) -> Scores:
    known = {
        split: done.scores["skill"]
        for split, done in scored.splits.items()
        if "skill" in done.scores
    }
    if "train" not in known:
        return Scores()
    fit = known["train"]
    held = known.get("val", fit)
    return Scores(
        fit=fit.value,
        fit_error=fit.standard_error or 0.0,
        skill=held.value,
        skill_error=held.standard_error or 0.0,
        held_out="val" in known,
    )


def _output(trained: Trained) -> Output:
    """How far the answers differ between examples; all else is netwright's own."""
    output = _flat(trained.scored.splits["train"].output)
    fine = bool(np.isfinite(output).all())
    return Output(
        units=output.shape[1], spread_end=float(output.std(axis=0).mean()) if fine else math.nan
    )


def _trial(trained: Trained) -> Trial:
    learned, scored = trained.learned, trained.scored
    task, settings, examples = learned.task, learned.settings, learned.examples
    last = output_alone(learned, trained.weights) if learned.frozen else scored.network
    each = sum(array[:1].size for array in examples.arrays.values())
    most = max(FEWEST, min(ROWS, NUMBERS // max(1, each)))
    train, widths = rows_met(learned, examples.rows("train"), most=most)
    held = Rows(train.x[:0], train.y[:0], 0)
    if "val" in examples.splits:
        held, _ = rows_met(learned, examples.rows("val"), most=most)
    return Trial(
        first=_pair(first_network(learned), widths, settings),
        last=_pair(last, widths, settings),
        loss_fn=loss_alone(task),
        x=train.x,
        y=train.y,
        held_x=held.x,
        held_y=held.y,
        batch=settings.batch_size,
        rate=middle_rate(settings, trained.steps) / settings.learning_rate,
        kind="classes" if task.targets[0] == "label" else "numbers",
    )


def _pair(network: nn.Module, widths: Sequence[int], settings: Settings) -> Pair:
    alone = Alone(network, widths)
    return alone, Stepped(alone.network, settings)
