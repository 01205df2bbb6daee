"""The ladder of a run: its errors on train, train-dev, val and test, where they are shares."""

from collections.abc import Mapping

from netwright.api._prepared import Learned
from netwright.diagnosis import Ladder, ladder
from netwright.training import train_subset

RUNGS = {"train": "train", "train_dev": "train_dev", "val": "dev", "test": "test"}


def strategy_of(
    learned: Learned,
    accuracies: Mapping[str, float],
    *,
    majority: float | None,
    human: float | None = None,
) -> Ladder | None:
    """Judge the errors of a run.

    Args:
        learned: task, examples and settings.
        accuracies: split -> accuracy; only those that were measured.
        majority: accuracy of the most frequent class on val.
        human: the error of good people, or the one that is aimed at; None for unknown.

    Returns:
        The ladder; None where the goal is no accuracy, or none was measured.
    """
    if learned.task.goal.measure != "accuracy" or not accuracies:
        return None
    errors = {rung: 1.0 - accuracies[s] if s in accuracies else None for s, rung in RUNGS.items()}
    examples = learned.examples
    counts = {RUNGS[name]: len(rows) for name, rows in examples.splits.items() if name in RUNGS}
    counts["train"] = len(train_subset(examples, learned.settings.seed))
    return ladder(
        human=human,
        train=errors["train"],
        train_dev=errors["train_dev"],
        dev=errors["dev"],
        test=errors["test"],
        counts=counts,
        majority=majority,
        unit="fraction",
    )
