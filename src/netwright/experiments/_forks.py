"""Forks: short counterfactual runs on copies, with one thing changed, on the same batches.

    skill after K updates, changed   -   skill after the same K updates, unchanged
    batches of step k                    the same for every fork of a seed
    standard error                       of the seeds and of the rows together

The user's network, its optimiser and torch's random numbers are as before afterwards. A fork whose
loss stops being finite has the lowest skill. Where the time runs out the fork ends early: what it
proves with fewer updates than the unchanged one is proved.

Cost: K forward and backward passes for each seed, and one pass over at most 1024 rows.
"""

import math
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from netwright.diagnosis import LOWEST, Fork, Forked, Skill, skill_of
from netwright.experiments._changes import (
    UNREGULARISED,
    changed_loss,
    changed_pair,
    changed_rows,
)
from netwright.experiments._trial import LossFunction, Trial, answers, copied, in_numpy, some_rows
from netwright.randomness import key, permutation

JUDGED = 1024  # rows a fork is scored on
LOSS_ROWS = 512
LEAST_STEPS = 20  # of a fork that the time cut short, or it says nothing


@dataclass(frozen=True, slots=True)
class Bound:
    """How long forks may run.

    Args:
        steps: updates of each seed.
        seeds: how many.
        until: seconds of ``clock`` after which nothing goes on.
        least: a fork whose first seed has less skill on training rows gets no second one.
        clock: the time computed so far by this thread; ``time.perf_counter`` for an accelerator.
    """

    steps: int
    seeds: int
    until: float
    least: float = LOWEST
    clock: Callable[[], float] = time.thread_time


def run_fork(trial: Trial, fork: Fork, bound: Bound) -> Forked | None:
    """Run one fork with its seeds.

    Args:
        trial: the training it is a copy of.
        fork: what is changed.
        bound: how far it goes.

    Returns:
        What it reached; None if the time ran out before the first seed had 20 updates.
    """
    began = bound.clock()
    runs: list[_Run] = []
    with randomness_kept():
        for seed in range(bound.seeds):
            run = _one(trial, fork, seed, bound)
            if run.steps < min(bound.steps, LEAST_STEPS):
                break
            runs.append(run)
            if run.fit.value < bound.least:
                break
    if not runs:
        return None
    return Forked(
        fit=float(np.mean([run.fit.value for run in runs])),
        fit_error=_error([run.fit for run in runs]),
        skill=float(np.mean([run.skill.value for run in runs])),
        skill_error=_error([run.skill for run in runs]),
        loss=float(np.mean([run.loss for run in runs])),
        steps=min(run.steps for run in runs),
        seeds=len(runs),
        seconds=bound.clock() - began,
    )


@contextmanager
def randomness_kept() -> Iterator[None]:
    """Afterwards torch's generators, and NumPy's and Python's own, are as they were."""
    state, own = np.random.get_state(), random.getstate()  # noqa: NPY002 - the user's, kept
    try:
        with torch.random.fork_rng():
            yield
    finally:
        np.random.set_state(state)  # noqa: NPY002
        random.setstate(own)


@dataclass(frozen=True, slots=True)
class _Run:
    """One seed: what it reached in how many updates."""

    fit: Skill
    skill: Skill
    loss: float
    steps: int


def _error(skills: list[Skill]) -> float:
    """Standard error of the mean: of the seeds, and of the rows, which all seeds share."""
    values = [skill.value for skill in skills]
    spread = float(np.std(values, ddof=1)) / math.sqrt(len(values)) if len(values) > 1 else 0.0
    of_rows = skills[-1].error
    return math.hypot(spread, 0.0 if math.isnan(of_rows) else of_rows)


def _one(trial: Trial, fork: Fork, seed: int, bound: Bound) -> _Run:
    """One seed, as far as the time goes."""
    torch.manual_seed(key(seed, "fork"))
    trial = changed_rows(trial, fork, seed)
    begun = copied(trial.last if fork.change == "longer" else trial.first)
    model, optimizer = changed_pair(begun, trial, fork, seed)
    loss_fn, steps = changed_loss(trial, fork), 0
    for rows in _batches(len(trial.x), trial.batch, bound.steps, seed):
        if bound.clock() > bound.until:
            break
        model.train(fork.change not in UNREGULARISED)
        optimizer.zero_grad()
        loss = loss_fn(model(trial.x[rows]), trial.y[rows])
        if not bool(torch.isfinite(loss)):
            return _Run(Skill(LOWEST, 0.0), Skill(LOWEST, 0.0), math.inf, bound.steps)
        if loss.requires_grad:
            torch.autograd.backward(loss)
        optimizer.step()
        steps += 1
    fit = _scored(trial, model, trial.x, trial.y)
    skill = _scored(trial, model, trial.held_x, trial.held_y) if len(trial.held_x) else fit
    return _Run(fit, skill, _loss(trial, model, loss_fn), steps)


def _loss(trial: Trial, model: nn.Module, loss_fn: LossFunction) -> float:
    """The loss of a part of the training rows, in training mode like the first and last pass."""
    rows = some_rows(trial.x, LOSS_ROWS)
    model.train()
    with torch.no_grad():
        return float(loss_fn(model(trial.x[rows]), trial.y[rows]).mean())


def _batches(count: int, batch: int, steps: int, seed: int) -> Iterator[Tensor]:
    """Row numbers of ``steps`` batches, epoch after epoch, each epoch in an order of its own."""
    batch = min(batch, count)
    order, epoch = torch.empty(0, dtype=torch.int64), 0
    for _ in range(steps):
        if len(order) < batch:
            order = torch.from_numpy(permutation(seed, "fork order", count, epoch=epoch))
            epoch += 1
        yield order[:batch]
        order = order[batch:]


def _scored(trial: Trial, model: nn.Module, x: Tensor, y: Tensor) -> Skill:
    """Skill on at most ``JUDGED`` rows; the lowest where an answer is not finite."""
    keep = some_rows(x, JUDGED)
    found = answers(model, x[keep])
    if not np.isfinite(found).all():
        return Skill(LOWEST, 0.0)
    return skill_of(trial.kind, found, in_numpy(trial.kind, y[keep]), threshold=trial.threshold)
