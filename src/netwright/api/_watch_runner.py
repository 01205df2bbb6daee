"""Runs the forks a rule asks for, one after the other, within a bound.

Runner        what all have in common: seeds, steps, failures, what was run and what was not
TimedRunner   bounded by seconds: ``watch`` and ``diagnose``
the end of a training counts multiply-adds in place of seconds (``_verdict``)
"""

import math
import time
from abc import ABC, abstractmethod

from netwright.diagnosis import Fork, Forked
from netwright.experiments import Bound, Trial, run_fork

STEPS = 200  # of a fork, at most
SEEDS = 2
PROMISE = 0.05  # of skill that the first seed must gain to be worth a second
PART = 0.4  # of the time that is left, for one fork at most


class Runner(ABC):
    """Runs forks until a bound is reached.

    Args:
        trial: the training they are copies of.
        steps: updates of that training; no fork but "longer" and "one batch" makes more.
        fit: its skill on training rows; a first seed that gains nothing on it has no second.
        most: updates of one fork.
    """

    def __init__(self, trial: Trial, steps: int, fit: float, *, most: int) -> None:
        self._trial, self._most = trial, most
        self._steps = max(1, min(most, steps))
        self._least = PROMISE + max(0.0, 0.0 if math.isnan(fit) else fit)
        self.ran: list[str] = []
        self.missed: list[str] = []

    def __call__(self, fork: Fork) -> Forked | None:
        """One fork, or None if it fails or the bound leaves no room for it."""
        steps = self._most if fork.change in ("longer", "one batch") else self._steps
        seeds = 1 if fork.change == "nothing" else SEEDS
        bound, found = self._bound(fork, steps, seeds), None
        if bound is not None:
            try:
                found = run_fork(self._trial, fork, bound)
            except Exception:  # a network that does not take the change: the fork says nothing
                found = None
            self._spend(bound, found)
        (self.missed if found is None else self.ran).append(str(fork))
        return found

    @abstractmethod
    def _bound(self, fork: Fork, steps: int, seeds: int) -> Bound | None:
        """What a fork may take; None for nothing."""

    @abstractmethod
    def _spend(self, bound: Bound, found: Forked | None) -> None:
        """Count what a fork took."""


class TimedRunner(Runner):
    """Runs forks until the time is up.

    Args:
        trial: the training they are copies of.
        steps: updates of that training.
        fit: its skill on training rows.
        seconds: that all forks may take together.
    """

    def __init__(self, trial: Trial, steps: int, fit: float, seconds: float) -> None:
        super().__init__(trial, steps, fit, most=STEPS)
        self._seconds = seconds
        on_cpu = trial.x.device.type == "cpu"
        self._clock = time.thread_time if on_cpu else time.perf_counter
        self._began = self._clock()
        self._until = self._began + seconds
        self.took = 0.0

    def _bound(self, fork: Fork, steps: int, seeds: int) -> Bound:
        del fork
        self._began = self._clock()
        until = min(self._until, self._began + PART * max(0.0, self._until - self._began))
        return Bound(steps, seeds, until, self._least, self._clock)

    def _spend(self, bound: Bound, found: Forked | None) -> None:
        del bound, found
        self.took += self._clock() - self._began

    def words(self) -> list[str]:
        """What was run, in how many seconds."""
        lines = []
        if self.ran:
            lines.append(
                f"{len(self.ran)} forks of up to {STEPS} updates took {self.took:.1f} s "
                f"of {self._seconds:.1f} s allowed: {', '.join(self.ran)}"
            )
        if self.missed:
            lines.append(f"not finished in that time: {', '.join(self.missed)}")
        return lines
