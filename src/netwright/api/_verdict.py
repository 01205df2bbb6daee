"""The verdict at the end of every training: rules on facts, and the forks the bound allows.

    trained --> facts --> rules --(a rule asks)--> forks --> rules --> verdict --> verdicts.json

What a fork may cost is counted in multiply-adds, not in seconds, so that the answer is the same
whenever and wherever the run ends; what it cannot afford is left to ``netwright diagnose``, and a
note says so. No failure in here fails the training: it becomes a note.

Cost: the larger of about a second and 3 % of the training (``_verdict_facts``). A healthy training
asks for no fork, or for few.
"""

import math
import warnings

import torch

from netwright.api._diagnose_strategy import strategy_of
from netwright.api._own_facts import NOTE, own_facts
from netwright.api._verdict_facts import BACK, Trained, pass_alone, trained_facts
from netwright.api._watch_runner import Runner
from netwright.diagnosis import (
    Facts,
    Fork,
    Forked,
    Ladder,
    RunVerdict,
    diagnose,
)
from netwright.experiments import Bound, Trial, randomness_kept
from netwright.randomness import key

LEFT = 0.75  # of the bound is for forks
PART = 0.6  # of what is left, for one fork at most
STEPS = 60  # of a fork, at most
FEWEST = 20  # steps, or a fork says nothing
OVERHEAD = 4e6  # multiply-adds in the time that one step of the smallest network takes
SCORED = 1.25  # passes over the rows at the end of a fork
FAILED = "the verdict could not be made"


def verdict_of(trained: Trained) -> RunVerdict:
    """Judge a training at its end.

    Args:
        trained: what its end knows.

    Returns:
        The verdict; unsure, with a note, where it could not be made.
    """
    try:
        with randomness_kept(), torch.enable_grad(), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # rules ask networks out of their way
            return _judged(trained)
    except Exception as error:  # the training is done; its end must not fail for its verdict
        return could_not(f"{FAILED}: {type(error).__name__}: {error}"[:200])


def could_not(why: str) -> RunVerdict:
    """A verdict that says why there is none."""
    said = "run 'netwright diagnose' on it"
    return RunVerdict(
        health="unsure",
        cause=None,
        lines=("unsure: the training could not be judged", why, said),
        notes=(why,),
    )


def _judged(trained: Trained) -> RunVerdict:
    torch.manual_seed(key(trained.learned.settings.seed, "verdict"))
    strategy = _strategy(trained)
    own = own_facts(trained)
    if own is not None:
        return RunVerdict.of(diagnose(own), strategy, [NOTE])
    if len(trained.learned.task.targets) != 1:
        several = "several targets are judged by their skills alone, so far"
        return RunVerdict.of(diagnose(pass_alone(trained)), strategy, [several])
    facts, trial = trained_facts(trained)
    runner = _Counted(trained, trial, facts)
    diagnosis = diagnose(facts, runner)
    return RunVerdict.of(diagnosis, strategy, runner.notes())


def _strategy(trained: Trained) -> Ladder | None:
    scored = trained.scored
    measured = {
        split: done.scores["accuracy"].value
        for split, done in scored.splits.items()
        if "accuracy" in done.scores
    }
    majority = scored.trivial.get("val", {}).get("accuracy")
    return strategy_of(trained.learned, measured, majority=majority)


class _Counted(Runner):
    """Runs forks until their multiply-adds are spent."""

    def __init__(self, trained: Trained, trial: Trial, facts: Facts) -> None:
        super().__init__(trial, trained.steps, facts.scores.fit, most=STEPS)
        self._left = LEFT * trained.allowed
        self._step = trial.batch * BACK * trained.each + OVERHEAD
        self._fixed = SCORED * (len(trial.x) + len(trial.held_x)) * trained.each

    def notes(self) -> list[str]:
        """What was run, and what was not."""
        lines = []
        if self.ran:
            lines.append(f"short runs on copies: {', '.join(self.ran)}")
        if self.missed:
            tried = ", ".join(self.missed)
            lines.append(f"left to 'netwright diagnose', for want of time: {tried}")
        return lines

    def _bound(self, fork: Fork, steps: int, seeds: int) -> Bound | None:
        if fork.change == "adam":
            return None  # torch's own optimiser takes seconds to import
        each = PART * self._left / seeds - self._fixed
        afforded = min(steps, int(each / self._step))
        if afforded < min(steps, FEWEST):
            return None
        return Bound(afforded, seeds, math.inf, self._least, _no_clock)

    def _spend(self, bound: Bound, found: Forked | None) -> None:
        done = found.seeds if found else bound.seeds
        self._left -= done * (bound.steps * self._step + self._fixed)


def _no_clock() -> float:
    """Steps are counted, not timed."""
    return 0.0
