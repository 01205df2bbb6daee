"""The form of a rule, and short ways to write its three answers."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from netwright.diagnosis._facts import Facts
from netwright.diagnosis._forks import Fork
from netwright.diagnosis._verdict import Advice, Verdict

Stage = Literal[
    "data",
    "labels",
    "output and loss",
    "update path",
    "initialisation",
    "learning rate",
    "architecture",
    "regularisation",
    "duration",
    "anywhere",
]
STAGES: tuple[Stage, ...] = (
    "data",
    "labels",
    "output and loss",
    "update path",
    "initialisation",
    "learning rate",
    "architecture",
    "regularisation",
    "duration",
    "anywhere",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A pure function of facts, and what a table of rules says of it.

    Args:
        name: in words, as a person reads it.
        stage: where in a training the fault lies; causes are named in the order of stages.
        codes: causes it may name; none for a rule that only says where to look.
        judge: facts -> verdict; never raises, whatever is unknown.
    """

    name: str
    stage: Stage
    codes: tuple[str, ...]
    judge: Callable[[Facts], Verdict]


def ill(
    rule: str,
    cause: str,
    statistic: float | None,
    threshold: float | None,
    *evidence: str,
    advice: tuple[Advice, ...],
) -> Verdict:
    """The rule found its fault, and it is certain or proved."""
    return Verdict(
        rule=rule,
        health="ill",
        cause=cause,
        statistic=_known(statistic),
        threshold=threshold,
        evidence=evidence,
        advice=advice,
    )


def suspect(
    rule: str,
    cause: str,
    statistic: float | None,
    threshold: float | None,
    *evidence: str,
    advice: tuple[Advice, ...],
    needs: tuple[Fork, ...] = (),
) -> Verdict:
    """The symptom is there and so is harm, but no fork has proved that one makes the other."""
    return Verdict(
        rule=rule,
        health="unsure",
        cause=cause,
        statistic=_known(statistic),
        threshold=threshold,
        evidence=evidence,
        advice=advice,
        needs=needs,
    )


def healthy(rule: str, statistic: float | None, threshold: float | None, *evidence: str) -> Verdict:
    """The rule looked and found nothing; unsure where there was no number to look at."""
    known = _known(statistic)
    if statistic is not None and known is None:
        return Verdict(rule=rule, health="unsure", threshold=threshold, evidence=evidence)
    return Verdict(
        rule=rule, health="healthy", statistic=known, threshold=threshold, evidence=evidence
    )


def unsure(rule: str, *evidence: str, needs: tuple[Fork, ...] = ()) -> Verdict:
    """The figures do not suffice."""
    return Verdict(rule=rule, health="unsure", evidence=evidence, needs=needs)


def _known(statistic: float | None) -> float | None:
    return None if statistic is None or math.isnan(statistic) else statistic
