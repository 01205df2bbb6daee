"""Numeric targets of a size the output does not begin at.

Statistic   root mean square of the targets; |mean| over standard deviation.
Threshold   100; 10 (with a root mean square above 10). A fresh network answers about 1: it must
            travel that far in steps of the learning rate. Ill only if the fork with standardised
            targets wins back, or reaches in a quarter of the updates what all of them did; else
            suspected, and only with harm.
Blind spot  a network that scales its output itself: the fork will not help it.
Source      the regression programs of the catalogue (Friedman, house prices); thresholds ours.
"""

import math

from netwright.diagnosis._facts import Facts
from netwright.diagnosis._forks import Fork
from netwright.diagnosis._harm import (
    NOTHING,
    catches_up,
    harm_of,
    length_explains,
    reached_words,
    to_run,
    wins_back,
)
from netwright.diagnosis._rule import healthy, ill, suspect
from netwright.diagnosis._verdict import Advice, Verdict

NAME = "target scale"
LARGE, ASIDE, NEAR = 100.0, 10.0, 10.0
TARGETS = Fork("targets standardised")
ADVICE = (
    Advice(
        action="subtract the mean of the training targets and divide by their standard deviation; "
        "undo it on what the network answers",
        expect="the first loss is about 1 and the learning rate need not be searched anew",
        cost="two lines",
    ),
)


def judge(facts: Facts) -> Verdict:
    """Ill if targets are far from what a fresh network answers and scaling them wins back."""
    targets = facts.targets
    if targets.kind != "numbers":
        return healthy(NAME, 1.0, LARGE)
    size = math.hypot(targets.mean, targets.spread)
    aside = abs(targets.mean) / max(targets.spread, 1e-30)
    if not (size > LARGE or (aside > ASIDE and size > NEAR)):
        return healthy(NAME, size, LARGE)
    words = f"targets have mean {targets.mean:.4g} and standard deviation {targets.spread:.4g}"
    needs = to_run(facts, NOTHING, TARGETS)
    if wins_back(facts, TARGETS) or catches_up(facts, TARGETS):
        why = reached_words(facts, TARGETS)
        return ill(NAME, "TARGET_SCALE", size, LARGE, words, why, advice=ADVICE)
    if needs:
        return suspect(NAME, "TARGET_SCALE", size, LARGE, words, advice=ADVICE, needs=needs)
    harm = harm_of(facts)
    if not harm.fitting or length_explains(facts):
        return healthy(NAME, size, LARGE, words, "scaling them wins nothing back")
    return suspect(NAME, "TARGET_SCALE", size, LARGE, words, harm.words, advice=ADVICE)
