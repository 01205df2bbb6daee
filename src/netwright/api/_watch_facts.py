"""Facts from a watched training: everything the rules read, as plain numbers.

All of it is measured on copies and after the training, but for what the tally wrote down. A part
that cannot be measured (a loss that refuses made-up answers, say) stays unknown, and a note says
which.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

import torch
from torch import Tensor, nn

from netwright.api._watch_data_facts import input_facts, simple_facts, target_facts
from netwright.api._watch_kind import Reading, read_loss
from netwright.api._watch_output import output_spread, read_output
from netwright.api._watch_pass import read_pass
from netwright.api._watch_prepared import as_prepared
from netwright.api._watch_rows import Rows
from netwright.api._watch_scores import score_facts
from netwright.api._watch_tally import Tally
from netwright.diagnosis import (
    Facts,
    Inputs,
    Loss,
    Output,
    Pass,
    Scores,
    Series,
    Simple,
    Targets,
    Updates,
)
from netwright.experiments import LossFunction, Pair, Trial, copied, some_rows

PROBED = 512  # rows of one pass
WINDOWS = 200  # of the series of losses
T = TypeVar("T")


@dataclass(slots=True, kw_only=True)
class Watched:
    """A training that was watched: what the facts are made from.

    Args:
        first: copies of network and optimiser before the first step.
        last: the same after the last step.
        loss_fn: the user's.
        train: rows of the training.
        valid: held-out rows; None for none.
        tally: what was written down.
        valid_loss: as handed over after each epoch.
        valid_metric: the same.
        task: what the user says the targets are.
        rate: as the user says it; None for the middle of those seen.
        notes: what could not be done, a sentence each; grows.
    """

    first: Pair
    last: Pair
    loss_fn: LossFunction
    train: Rows
    valid: Rows | None
    tally: Tally
    valid_loss: Sequence[float] = ()
    valid_metric: Sequence[float] = ()
    task: str | None = None
    rate: float | None = None
    notes: list[str] = field(default_factory=list)

    def tried(self, what: str, of: Callable[[], T], otherwise: T) -> T:
        """``of()``; where it fails, ``otherwise`` and a note."""
        try:
            return of()
        except Exception as error:  # the user's network and loss, asked out of their way
            self.notes.append(f"{what} could not be read: {type(error).__name__}: {error}"[:200])
            return otherwise


def facts_of(watched: Watched) -> tuple[Facts, Trial]:
    """Measure everything but the forks.

    Args:
        watched: the training; its notes grow.

    Returns:
        The facts, and what forks are made from.
    """
    trial, reading = _trial(watched)
    tried, seen, total = watched.tried, watched.tally.seen, watched.train.total
    x, y = _probe_rows(trial)
    first, last = copied(trial.first)[0], copied(trial.last)[0]
    start = tried("the first pass", lambda: read_pass(first, trial.loss_fn, x, y), Pass())
    end = tried("the last pass", lambda: read_pass(last, trial.loss_fn, x, y), Pass())
    facts = Facts(
        inputs=tried("the inputs", lambda: input_facts(trial, seen, total=total), Inputs()),
        targets=tried("the targets", lambda: target_facts(trial, seen), Targets()),
        simple=tried("simple predictors", lambda: simple_facts(trial), Simple()),
        output=tried("the output", lambda: _output(trial, x, y), Output()),
        loss=replace(reading.loss, penalty=_penalty(watched.tally.losses, start.loss)),
        updates=tried("the updates", lambda: _updates(watched, trial, start), Updates()),
        start=start,
        end=end,
        series=_series(watched),
        scores=tried("the scores", lambda: score_facts(trial), Scores()),
    )
    return facts, trial


def _trial(watched: Watched) -> tuple[Trial, Reading]:
    """What forks are made from, with rows where the network is."""
    model = watched.first[0]
    device = next((one.device for one in model.parameters()), torch.device("cpu"))
    x, y = watched.train.x.to(device), watched.train.y.to(device)
    held = watched.valid or Rows(x[:0], y[:0], 0)
    held_x = held.x.to(device)
    prepared = as_prepared(x, held_x, watched.tally.seen)
    if prepared is not None:
        x, held_x = prepared
        watched.notes.append(
            "the loop scales its inputs before the network sees them; the coach did the same"
        )
    rows = some_rows(x, PROBED)
    probe, asked = x[rows], y[rows]
    out = watched.tried("the output", lambda: _raw(copied(watched.first)[0], probe), None)
    unknown = Reading("unknown", Loss(), 0.5)
    reading = unknown
    if out is not None:
        reading = watched.tried(
            "the loss",
            lambda: read_loss(watched.loss_fn, out, asked, whole=y, task=watched.task),
            unknown,
        )
    batch = _middle(watched.tally.batches) or watched.train.batch or 32
    batch *= max(1, _middle(watched.tally.pieces))  # passes whose gradients one update adds up
    begun = float(watched.first[1].param_groups[0]["lr"])
    rate = _middle(watched.tally.rates)
    trial = Trial(
        first=watched.first,
        last=watched.last,
        loss_fn=watched.loss_fn,
        x=x,
        y=y,
        held_x=held_x,
        held_y=held.y.to(device),
        batch=int(batch),
        rate=rate / begun if begun > 0 and rate > 0 else 1.0,
        kind=reading.kind,
        threshold=reading.threshold,
    )
    return trial, reading


def _raw(model: nn.Module, x: Tensor) -> Tensor:
    model.eval()
    with torch.no_grad():
        out: Tensor = model(x)
    return out


def _middle(values: Sequence[float]) -> float:
    return float(sorted(values)[len(values) // 2]) if values else 0.0


def _probe_rows(trial: Trial) -> tuple[Tensor, Tensor]:
    rows = some_rows(trial.x, PROBED)
    return trial.x[rows], trial.y[rows]


def _output(trial: Trial, x: Tensor, y: Tensor) -> Output:
    read = read_output(copied(trial.first)[0], x, y)
    last = copied(trial.last)[0]
    return replace(read, spread_end=output_spread(last, x))


def _penalty(losses: Sequence[float], start: float) -> float:
    """Share of the first step's loss that the loss function does not explain."""
    if not losses or not math.isfinite(losses[0]) or losses[0] <= 0 or start < 0:
        return math.nan
    return 1 - start / losses[0]


def _series(watched: Watched) -> Series:
    losses = watched.tally.losses
    width = max(1, -(-len(losses) // WINDOWS))
    windows = [losses[at : at + width] for at in range(0, len(losses), width)]
    bad = next((step for step, loss in enumerate(losses, 1) if not math.isfinite(loss)), -1)
    return Series(
        loss=tuple(sum(window) / len(window) for window in windows),
        valid_loss=tuple(watched.valid_loss),
        valid_metric=tuple(watched.valid_metric),
        nonfinite_step=bad,
    )


def _updates(watched: Watched, trial: Trial, start: Pass) -> Updates:
    tally, (model, optimizer) = watched.tally, trial.last
    held = {id(one) for group in optimizer.param_groups for one in group["params"]}
    every = list(model.parameters())
    before = list(trial.first[0].parameters())
    total = sum(one.numel() for one in every)
    trainable = [one for one in every if one.requires_grad]
    numbers = sum(one.numel() for one in trainable)
    outside = sum(one.numel() for one in trainable if id(one) not in held)
    pairs = zip(every, before, strict=True)
    still = sum(a.numel() for a, b in pairs if a.requires_grad and torch.equal(a, b))
    ratios = [ratio for _, ratio in tally.ratios]
    group = optimizer.param_groups[0]
    return Updates(
        steps=tally.steps,
        epochs=tally.steps * trial.batch / max(1, watched.train.total),
        batch=trial.batch,
        parameters=total,
        outside=outside / numbers if numbers else math.nan,
        frozen=1 - numbers / total if total else math.nan,
        unmoved=still / numbers if numbers else math.nan,
        ratio=_middle(ratios) if ratios else math.nan,
        ratio_early=_middle(ratios[: max(1, len(ratios) // 2)]) if ratios else math.nan,
        uncleared=tally.uncleared / (tally.backwards - 1) if tally.backwards > 1 else math.nan,
        backwards=tally.backwards,
        trained_in_eval=tally.passes_in_eval / tally.passes if tally.passes else math.nan,
        judged_in_train=tally.judged_in_train / tally.judged if tally.judged else math.nan,
        modes_matter=start.dropout > 0 or bool(_running(model)),
        statistics_moved=_statistics_moved(model, trial.first[0]),
        rate=_middle(tally.rates) if watched.rate is None else watched.rate,
        method=str(getattr(optimizer, "method", type(optimizer).__name__)),
        epsilon=_number(group.get("eps")),
        momentum=_number(group.get("momentum", _first(group.get("betas")))),
        decay=_number(group.get("weight_decay")),
    )


def _number(value: object) -> float:
    """One constant of an optimiser; not-a-number where it has none, or several (Adafactor)."""
    if isinstance(value, Tensor) and value.numel() == 1:
        return float(value)
    return float(value) if isinstance(value, int | float) else math.nan


def _first(betas: object) -> object:
    return betas[0] if isinstance(betas, tuple | list) and betas else None


def _running(model: nn.Module) -> dict[str, Tensor]:
    """Running means and variances by name."""
    names = ("running_mean", "running_var")
    return {name: x for name, x in model.named_buffers() if name.rsplit(".", 1)[-1] in names}


def _statistics_moved(model: nn.Module, before: nn.Module) -> bool:
    """Whether running statistics have left their first values; True where there are none."""
    old, now = _running(before), _running(model)
    return not now or any(not torch.equal(now[name], old[name]) for name in now)
