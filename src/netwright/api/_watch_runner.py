"""Runs the forks a rule asks for, one after the other, within a bound on time."""

import math
import time

from netwright.diagnosis import Fork, Forked
from netwright.experiments import Bound, Trial, run_fork

STEPS = 200  # of a fork, at most
SEEDS = 2
PROMISE = 0.05  # of skill that the first seed must gain to be worth a second
PART = 0.4  # of the time that is left, for one fork at most


class Runner:
    """Runs forks until the time is up.

    Args:
        trial: the training they are copies of.
        steps: updates of that training; no fork but "longer" makes more.
        fit: its skill on training rows; a first seed that gains nothing on it has no second.
        seconds: that all forks may take together.
    """

    def __init__(self, trial: Trial, steps: int, fit: float, seconds: float) -> None:
        self._trial, self._seconds = trial, seconds
        self._steps = max(1, min(STEPS, steps))
        on_cpu = trial.x.device.type == "cpu"
        self._clock = time.thread_time if on_cpu else time.perf_counter
        self._until = self._clock() + seconds
        self._least = PROMISE + max(0.0, 0.0 if math.isnan(fit) else fit)
        self.ran: list[str] = []
        self.missed: list[str] = []
        self.took = 0.0

    def __call__(self, fork: Fork) -> Forked | None:
        """One fork, or None if it fails or the time is up."""
        steps = STEPS if fork.change == "longer" else self._steps
        seeds = 1 if fork.change == "nothing" else SEEDS
        began = self._clock()
        until = min(self._until, began + PART * max(0.0, self._until - began))
        bound = Bound(steps, seeds, until, self._least, self._clock)
        try:
            found = run_fork(self._trial, fork, bound)
        except Exception:  # a network that does not take the change: the fork says nothing
            found = None
        self.took += self._clock() - began
        (self.missed if found is None else self.ran).append(str(fork))
        return found

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
