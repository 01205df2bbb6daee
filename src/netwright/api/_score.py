"""The kept weights, measured on every split, beside the trivial predictor."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from torch import nn

from netwright.api._prepared import Prepared
from netwright.artefacts import build_network
from netwright.contracts import Examples
from netwright.models import head_of
from netwright.tasks import AnyTask, member_measures
from netwright.training import Evaluated, evaluate, outputs, train_subset


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """The kept weights on every split.

    Args:
        splits: split -> outputs and scores; "train" is the fixed part of it.
        trivial: split -> measure -> the trivial predictor's value.
        goal_split: where the goal is read: test where there is one, else val, else train.
        network: with the kept weights, in eval mode.
        members: the goal's measure of each member alone, on ``goal_split``; empty for one network.
    """

    splits: Mapping[str, Evaluated]
    trivial: Mapping[str, Mapping[str, float]]
    goal_split: str
    network: nn.Module
    members: tuple[float, ...] = ()

    @property
    def parameters(self) -> int:
        """How many numbers the network learned."""
        return sum(parameter.numel() for parameter in self.network.parameters())


def score(prepared: Prepared, weights: Mapping[str, Any]) -> Scored:
    """Measure weights on every split.

    Args:
        prepared: task and examples.
        weights: parameters and buffers of the whole network by name.

    Returns:
        Outputs and scores. Where the loop trained the output layer on features, they are asked of
        that layer on these features: what the frozen layers give is known.
    """
    network = build_network(prepared.task, weights)
    learned = prepared.learned
    examples, task = learned.examples, learned.task
    asked = head_of(network) if learned.layer else network
    rows = dict(examples.splits)
    rows["train"] = train_subset(examples, prepared.recipe.settings.seed)
    done = {name: evaluate(asked, task, examples, taken) for name, taken in rows.items()}
    train = examples.take(examples.rows("train"), task.targets)
    trivial = {
        name: task.trivial(train, examples.take(taken, task.targets))
        for name, taken in rows.items()
    }
    goal = next(name for name in ("test", "val", "train") if name in done)
    alone = member_goals(network, prepared.task, prepared.examples, rows[goal])
    return Scored(splits=done, trivial=trivial, goal_split=goal, network=network, members=alone)


def member_goals(
    network: nn.Module, task: AnyTask, examples: Examples, rows: NDArray[np.int64]
) -> tuple[float, ...]:
    """The goal's measure of each member alone, to stand beside that of their vote.

    Args:
        network: of several members.
        task: what is learned.
        examples: in stored form, with targets.
        rows: row numbers, at least 1.

    Returns:
        A number for each member, each looking once; none where there is but one network.
    """
    if task.members == 1:
        return ()
    output, _ = outputs(network, task, examples, rows, keep_members=True)
    alone = member_measures(task, output, examples.take(rows, task.targets))
    return tuple(scores[task.goal.measure].value for scores in alone)
