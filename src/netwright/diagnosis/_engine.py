r"""From facts to one cause: all rules are asked, the first that is certain explains the others.

    rules, in the order of stages --> verdicts --> first "ill" = the cause
                                               \--> later ones = its consequences
                                               \--> no "ill", but harm: the first suspicion

Stages go with the flow of a training: inputs of 255 explain dead units, not the other way round. A
rule that lacks a fork says which; ``wanted`` gives those of the first such rule before any that is
ill, so that no fork is run whose answer would not be read.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from netwright.diagnosis._facts import Facts
from netwright.diagnosis._forks import Fork, Forked
from netwright.diagnosis._harm import Harm, harm_of
from netwright.diagnosis._rule import Rule
from netwright.diagnosis._verdict import Health, Verdict
from netwright.diagnosis.rules import RULES

UNKNOWN = Forked(
    fit=float("nan"),
    fit_error=float("nan"),
    skill=float("nan"),
    skill_error=float("nan"),
    loss=float("nan"),
    steps=0,
    seeds=0,
    seconds=0.0,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """What is wrong with a training, and what to do.

    Args:
        health: ill where there is a cause; unsure where there is harm without one.
        cause: a code, or None.
        first: the verdict that names the cause; None for none.
        consequences: other verdicts that are ill, and suspicions.
        verdicts: of every rule, in the order of causes.
        harm: how it is known that the training failed; empty where it did not.
        facts: what was read, with the forks that were run.
    """

    health: Health
    cause: str | None
    first: Verdict | None
    consequences: tuple[Verdict, ...]
    verdicts: tuple[Verdict, ...]
    harm: str
    facts: Facts


def judged(facts: Facts, rules: tuple[Rule, ...] = RULES) -> tuple[Verdict, ...]:
    """The verdicts of all rules, in their order."""
    return tuple(rule.judge(facts) for rule in rules)


def wanted(verdicts: tuple[Verdict, ...]) -> tuple[Fork, ...]:
    """The forks to run next: those the first undecided rule needs; none after a certain one."""
    for verdict in verdicts:
        if verdict.health == "ill":
            return ()
        if verdict.needs:
            return verdict.needs
    return ()


def diagnose(facts: Facts, run: Callable[[Fork], Forked | None] | None = None) -> Diagnosis:
    """Judge, run the forks that are asked for, and judge again until no more are.

    Args:
        facts: of one training.
        run: runs one fork; None from it for one that could not be run, and None for no runner.

    Returns:
        The diagnosis.
    """
    verdicts = judged(facts)
    while run is not None and (forks := wanted(verdicts)):
        fork = forks[0]  # one at a time: its answer may be all that is needed
        facts = replace(facts, forks={**facts.forks, fork: run(fork) or UNKNOWN})
        verdicts = judged(facts)
    return concluded(facts, verdicts)


def concluded(facts: Facts, verdicts: tuple[Verdict, ...]) -> Diagnosis:
    """One cause first, the others as its consequences."""
    harm: Harm = harm_of(facts)
    certain = [one for one in verdicts if one.health == "ill"]
    doubtful = [one for one in verdicts if one.health == "unsure" and one.cause]
    if not certain and harm:
        certain, doubtful = doubtful[:1], doubtful[1:]
    first = certain[0] if certain else None
    health: Health = "ill" if first else "unsure" if harm else "healthy"
    others = (*certain[1:], *(doubtful if harm else ()))
    return Diagnosis(
        health=health,
        cause=first.cause if first else None,
        first=first,
        consequences=others,
        verdicts=verdicts,
        harm=harm.words,
        facts=facts,
    )
