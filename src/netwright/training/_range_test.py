"""The learning-rate range test: a short training whose rate rises until the loss runs away.

    rate_j = 1e-6 * (10 / 1e-6)^(j / (n - 1)),   j = 0 .. n - 1,   n = 150                   (1)
    s_j    = (0.9 (1 - 0.9^j) s_{j-1} + 0.1 L_j) / (1 - 0.9^(j+1)),   L_j the batch's loss   (2)

The first ``FIRST`` rates are too small to learn anything; their losses are the start of the curve,
and show its noise. The test ends before n where s_j is above 4 times its lowest value behind the
start, or something is not finite. Three rules read the curve s over log rate, behind the start:

    steepest   the rate at which s falls most steeply
    tenth      a tenth of the rate at which s is lowest
    valley     the middle of the longest stretch over which s falls

No rule is asked where the curve says nothing: where its lowest value is not clearly below its
start: by ``CLEAR`` times the noise, and by the share ``LEAST`` of it.

The test has a network of its own, from the same start or from a copy of given weights; the
network that is to be trained, its optimiser and its running means are not touched. Cost: n steps.

Source: Smith 2017, arXiv:1506.01186, section 3.3; the smoothing (2) and the end at 4 times the
lowest loss are those of Gugger 2018, "How do you find a good learning rate".
"""

import itertools
import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from netwright.contracts import Examples, Task
from netwright.recipe import Settings
from netwright.training._feed import Feed
from netwright.training._plan import Plan
from netwright.training._stepper import NonFiniteError, Stepper
from netwright.training._timing import use_threads

LOWEST, HIGHEST, STEPS = 1e-6, 10.0, 150
SMOOTH = 0.9  # the share of (2) that stays
RUNAWAY = 4.0
FIRST = 20
CLEAR, LEAST = 5.0, 0.02
NOTHING = "the curve says nothing: "


@dataclass(frozen=True, slots=True, kw_only=True)
class RangeTest:
    """What a range test found.

    Args:
        rates: of the steps made, rising.
        losses: of their batches, before each step.
        smoothed: equation (2).
        suggestions: rule -> rate; empty where the curve says nothing.
        verdict: what to make of it, in a sentence.
        picture: the file in which the curve is drawn; empty for none.
    """

    rates: tuple[float, ...]
    losses: tuple[float, ...]
    smoothed: tuple[float, ...]
    suggestions: dict[str, float] = field(default_factory=dict)
    verdict: str
    picture: str = ""

    def summary(self) -> dict[str, Any]:
        """Plain values, as ``--json`` prints them."""
        return {
            "suggestions": dict(self.suggestions),
            "verdict": self.verdict,
            "picture": self.picture,
            "rates": list(self.rates),
            "losses": list(self.losses),
            "smoothed": list(self.smoothed),
        }


def range_test(
    task: Task,
    examples: Examples,
    settings: Settings,
    plan: Plan,
    *,
    start: Mapping[str, Tensor] | None = None,
) -> RangeTest:
    """Make the test.

    Args:
        task: what is learned.
        examples: in stored form, with the split "train".
        settings: of the training; its rate and schedule are not used.
        plan: how to execute.
        start: weights to begin with, by name, which are copied; those left out begin fresh.

    Returns:
        The curve and what it suggests.
    """
    use_threads(plan.chosen)
    device = torch.device(plan.device)
    settings = settings.model_copy(update={"ema": 0.0, "thaw": 0.0})
    stepper = Stepper(task, settings, plan.chosen, device, steps=STEPS)
    if start:
        stepper.begin(start)
    feed = Feed(
        task,
        examples,
        batch_size=settings.batch_size,
        seed=settings.seed,
        device=device,
        channels_last=plan.chosen.memory == "channels_last",
    )
    rates = np.geomspace(LOWEST, HIGHEST, STEPS).tolist()  # (1)
    losses, curve = list[float](), list[float]()
    for number, rate in enumerate(rates):
        try:
            loss = float(stepper.step(feed.batch(number), number, rate=rate))
        except NonFiniteError:
            break
        losses.append(loss)
        curve.append(_smoothed(losses[-1], curve, number))
        if curve[-1] > RUNAWAY * min(curve[FIRST:], default=math.inf):
            break
    return read_curve(rates[: len(losses)], losses, curve)


def read_curve(
    rates: Sequence[float], losses: Sequence[float], smoothed: Sequence[float]
) -> RangeTest:
    """Ask the rules, if the curve says anything.

    Args:
        rates: rising.
        losses: of the batches, one a rate.
        smoothed: equation (2), one a rate.

    Returns:
        The curve and what it suggests.
    """
    found = partial(RangeTest, rates=tuple(rates), losses=tuple(losses), smoothed=tuple(smoothed))
    if len(losses) <= FIRST:
        verdict = f"{NOTHING}a number was not finite in step {len(losses)}, at the smallest rates"
        return found(verdict=verdict)
    begin = np.asarray(losses[:FIRST])
    level, curve = float(begin.mean()), np.asarray(smoothed)
    # of a mean by (2) over independent losses: sqrt((1 - a) / (1 + a)) of their deviation
    noise = float(begin.std(ddof=1)) * math.sqrt((1 - SMOOTH) / (1 + SMOOTH))
    bottom = FIRST + int(curve[FIRST:].argmin())
    lowest = float(curve[bottom])
    if not level - lowest > max(CLEAR * noise, LEAST * abs(level)):
        words = f"the loss began at {level:.4g} and was never clearly below it"
        verdict = f"{NOTHING}{words} (lowest {lowest:.4g}, noise {noise:.2g})"
        return found(verdict=verdict)
    slopes = np.gradient(curve)[FIRST : bottom + 1]
    suggestions = {
        "steepest": rates[FIRST + int(slopes.argmin())],
        "tenth": rates[bottom] / 10,
        "valley": rates[FIRST + _valley(curve[FIRST:])],
    }
    words = f"the loss fell from {level:.4g} to {lowest:.4g} at rate {rates[bottom]:.2g}"
    middle = statistics.median(suggestions.values())
    verdict = f"{words}; try {middle:.2g}, the middle one of the suggestions"
    return found(suggestions=suggestions, verdict=verdict)


def _smoothed(loss: float, curve: Sequence[float], number: int) -> float:
    before = SMOOTH * (1 - SMOOTH**number) * curve[-1] if curve else 0.0
    return (before + (1 - SMOOTH) * loss) / (1 - SMOOTH ** (number + 1))  # (2)


def _valley(curve: NDArray[np.float64]) -> int:
    """The middle of the longest stretch that falls from step to step."""
    falls = (np.diff(curve) < 0).tolist()
    longest, at, middle = 0, 0, 0
    for falling, stretch in itertools.groupby(falls):
        length = len(list(stretch))
        if falling and length > longest:
            longest, middle = length, at + length // 2
        at += length
    return middle
