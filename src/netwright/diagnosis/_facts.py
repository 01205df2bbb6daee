"""The plain numbers the rules read; what is not known is not-a-number, empty or None.

    Facts
    |-- inputs    what the network is given, and how the held-out inputs differ
    |-- targets   what it should say
    |-- simple    how far the simplest predictors come on the same rows
    |-- output    what the network answers
    |-- loss      how the loss function behaves on made-up answers
    |-- updates   which parameters move, and how
    |-- start     the layers with the weights of the first step
    |-- end       the same with the last weights
    |-- series    losses along the training
    |-- scores    what was reached
    |-- own       figures of a task of its own kind, by name (``_own_figures``)
    `-- forks     what short counterfactual runs reached

A score is a *skill*: 0 is the best constant answer, 1 is perfect. A comparison with
not-a-number is false, so a rule that meets a missing figure finds nothing.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from netwright.diagnosis._data_facts import Inputs, Simple, Targets
from netwright.diagnosis._forks import Fork, Forked
from netwright.diagnosis._network_facts import Loss, Output, Pass, Updates

NAN = math.nan


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """What was measured along the training, in order.

    Args:
        loss: means of consecutive windows of steps, at most 200.
        valid_loss: handed over after each epoch.
        valid_metric: the same.
        nonfinite_step: the first step whose loss was not finite; -1 for none.
    """

    loss: tuple[float, ...] = ()
    valid_loss: tuple[float, ...] = ()
    valid_metric: tuple[float, ...] = ()
    nonfinite_step: int = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """Skills of the last weights: 0 is the best constant answer, 1 is perfect.

    Args:
        fit: on training rows.
        fit_error: its standard error.
        skill: on held-out rows; that of training rows where there are none.
        skill_error: its standard error.
        held_out: whether the rows of ``skill`` are not the training rows.
        skill_in_train_mode: ``skill`` measured in training mode.
        fit_in_train_mode: ``fit`` measured in training mode.
        recalls: share of each class that is found, held out.
    """

    fit: float = NAN
    fit_error: float = NAN
    skill: float = NAN
    skill_error: float = NAN
    held_out: bool = False
    skill_in_train_mode: float = NAN
    fit_in_train_mode: float = NAN
    recalls: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything the rules may read; ``Facts()`` knows nothing."""

    inputs: Inputs = field(default_factory=Inputs)
    targets: Targets = field(default_factory=Targets)
    simple: Simple = field(default_factory=Simple)
    output: Output = field(default_factory=Output)
    loss: Loss = field(default_factory=Loss)
    updates: Updates = field(default_factory=Updates)
    start: Pass = field(default_factory=Pass)
    end: Pass = field(default_factory=Pass)
    series: Series = field(default_factory=Series)
    scores: Scores = field(default_factory=Scores)
    own: Mapping[str, float] = field(default_factory=dict)
    forks: Mapping[Fork, Forked] = field(default_factory=dict)

    def figure(self, name: str) -> float:
        """A figure of the task's own; not-a-number where the task has none of this name."""
        return self.own.get(name, NAN)
