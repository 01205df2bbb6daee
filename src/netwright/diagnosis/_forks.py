"""What a rule may ask to be tried, and what came of it: plain values.

A fork is a short run beside the training, on copies of network and optimiser, on the same rows,
with one thing changed. The rule names it; ``netwright.experiments`` runs it.
"""

from dataclasses import dataclass
from typing import Literal

Change = Literal[
    "nothing",
    "rate",
    "adam",
    "longer",
    "inputs standardised",
    "targets standardised",
    "inputs and targets standardised",
    "loss averaged",
    "no regularisation",
    "fresh start",
    "all layers trained",
    "fewer examples",
    "plain activations",
    "usual constants",
    "one batch",
]


@dataclass(frozen=True, slots=True)
class Fork:
    """One thing changed.

    Args:
        change: what.
        factor: how far, where that is a question: of "rate" the learning rate over the user's,
            of "fewer examples" the share of the rows that is kept.
    """

    change: Change
    factor: float = 1.0

    def __str__(self) -> str:
        return self.change if self.factor == 1.0 else f"{self.change} x {self.factor:g}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Forked:
    """What a fork reached.

    Args:
        fit: skill on training rows, the mean over seeds.
        fit_error: standard error of it, from the seeds and from the number of rows.
        skill: the same on held-out rows.
        skill_error: standard error of it.
        loss: of training rows at its end, in training mode.
        steps: updates of each seed.
        seeds: how many.
        seconds: how long all of it took.
    """

    fit: float
    fit_error: float
    skill: float
    skill_error: float
    loss: float
    steps: int
    seeds: int
    seconds: float
