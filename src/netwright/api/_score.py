"""The kept weights, measured on every split, beside the trivial predictor."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from torch import nn

from netwright.api._prepared import Prepared
from netwright.artefacts import build_network
from netwright.models import head_of
from netwright.training import Evaluated, evaluate, train_subset


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """The kept weights on every split.

    Args:
        splits: split -> outputs and scores; "train" is the fixed part of it.
        trivial: split -> measure -> the trivial predictor's value.
        goal_split: where the goal is read: test where there is one, else val, else train.
        network: with the kept weights, in eval mode.
    """

    splits: Mapping[str, Evaluated]
    trivial: Mapping[str, Mapping[str, float]]
    goal_split: str
    network: nn.Module

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
    train = targets_of(prepared, "train")
    trivial = {
        name: task.trivial(train, {k: v[taken] for k, v in targets_all(prepared).items()})
        for name, taken in rows.items()
    }
    goal = next(name for name in ("test", "val", "train") if name in done)
    return Scored(splits=done, trivial=trivial, goal_split=goal, network=network)


def targets_all(prepared: Prepared) -> dict[str, Any]:
    """The target arrays of all rows."""
    return {k: v for k, v in prepared.examples.arrays.items() if k in prepared.task.targets}


def targets_of(prepared: Prepared, split: str) -> dict[str, Any]:
    """The target arrays of a split."""
    rows = prepared.examples.rows(split)
    return {name: array[rows] for name, array in targets_all(prepared).items()}
