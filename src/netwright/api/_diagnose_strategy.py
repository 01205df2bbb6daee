"""The ladder of a run: its errors on train, train-dev, val and test, where they are shares.

Beside the bare errors stand what was found out about them (``Evidence``): in which slices they
gather, what a person's tags say, how they fall with more examples, how low they could be.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from netwright.api._prepared import Learned
from netwright.diagnosis import BayesLevel, Ladder, Verdict, ladder
from netwright.training import train_subset

RUNGS = {"train": "train", "train_dev": "train_dev", "val": "dev", "test": "test"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What is known of the errors on val besides their number.

    Args:
        slices: name -> share of the errors; only slices that are more than chance, or tags that a
            person gave.
        mislabelled: share of the errors whose label is wrong, as a person says; None for unknown.
        looked: how many errors that person has looked at.
        curve: training examples -> val error.
        bayes: an estimate of the best possible error; None for none.
        verdicts: further ones; each stands for the ladder's own of its rule.
    """

    slices: Mapping[str, float] = field(default_factory=dict)
    mislabelled: float | None = None
    looked: int | None = None
    curve: Mapping[int, float] = field(default_factory=dict)
    bayes: BayesLevel | None = None
    verdicts: Sequence[Verdict] = ()


NOTHING = Evidence()


def strategy_of(
    learned: Learned,
    accuracies: Mapping[str, float],
    *,
    majority: float | None,
    human: float | None = None,
    evidence: Evidence = NOTHING,
) -> Ladder | None:
    """Judge the errors of a run.

    Args:
        learned: task, examples and settings.
        accuracies: split -> accuracy; only those that were measured.
        majority: accuracy of the most frequent class on val.
        human: the error of good people, or the one that is aimed at; None for unknown.
        evidence: what else is known of the errors.

    Returns:
        The ladder; None where the goal is no accuracy, or none was measured.
    """
    if learned.task.goal.measure != "accuracy" or not accuracies:
        return None
    errors = {rung: 1.0 - accuracies[s] if s in accuracies else None for s, rung in RUNGS.items()}
    examples = learned.examples
    counts = {RUNGS[name]: len(rows) for name, rows in examples.splits.items() if name in RUNGS}
    counts["train"] = len(train_subset(examples, learned.settings.seed))
    if evidence.looked:
        counts["errors"] = evidence.looked
    found = ladder(
        human=human,
        train=errors["train"],
        train_dev=errors["train_dev"],
        dev=errors["dev"],
        test=errors["test"],
        counts=counts,
        bayes=evidence.bayes,
        majority=majority,
        mislabelled_share=evidence.mislabelled,
        slices=evidence.slices,
        err_by_n={size: (error,) for size, error in evidence.curve.items()},
        unit="fraction",
    )
    return _with(found, evidence.verdicts)


def _with(found: Ladder, verdicts: Sequence[Verdict]) -> Ladder:
    """The ladder with verdicts that know more in the place of its own, or behind them."""
    better = {verdict.rule: verdict for verdict in verdicts}
    own = [better.pop(verdict.rule, verdict) for verdict in found.verdicts]
    first = next((v for v in verdicts if v.rule == found.first.rule), found.first)
    return replace(found, first=first, verdicts=(*own, *better.values()))
