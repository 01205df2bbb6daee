"""Classes so rare that the network gives them up.

Statistic   examples of the most frequent class over those of the rarest; mean share found of the
            other classes over the share found of the most frequent one.
Threshold   10; 0.5: imbalance alone is no fault (healthy at 80 to 20).
Blind spot  rare classes that nobody cares about, and classes of which no held-out row was given.
Source      SageMaker Debugger, ClassImbalance (10); the condition on what is found is ours.
"""

import math

from netwright.diagnosis._facts import Facts
from netwright.diagnosis._rule import healthy, ill, unsure
from netwright.diagnosis._verdict import Advice, Verdict

NAME = "class imbalance"
RATIO, FOUND, LEAST_SKILL = 10.0, 0.5, 0.14
ADVICE = (
    Advice(
        action="draw the classes equally often, or weigh the loss by the inverse of their share",
        expect="more of the rare classes is found, a little less of the frequent one",
        cost="a line and a training",
    ),
    Advice(
        action="report what is found of each class, not the accuracy",
        expect="a score that the frequent class alone cannot earn",
        cost="nothing",
    ),
)


def judge(facts: Facts) -> Verdict:
    """Ill if classes are rare and the network finds few of them."""
    counts, recalls = facts.targets.counts, facts.scores.recalls
    present = [count for count in counts if count]
    if len(present) < 2:
        return unsure(NAME, f"{len(present)} classes with examples; it takes 2")
    ratio = max(present) / min(present)
    if ratio <= RATIO:
        return healthy(NAME, ratio, RATIO)
    most = counts.index(max(counts))
    others = [one for at, one in enumerate(recalls) if at != most and not math.isnan(one)]
    if most >= len(recalls) or not others or math.isnan(recalls[most]):
        return unsure(NAME, f"classes differ {ratio:.0f} to 1; no held-out rows of all of them")
    share = sum(others) / len(others) / max(recalls[most], 1e-9)
    words = f"the most frequent class has {ratio:.0f} times the examples of the rarest"
    found = f"the others are found {share:.2f} times as often as the most frequent one"
    if share >= FOUND or recalls[most] < FOUND:
        return healthy(NAME, ratio, RATIO, words, found)
    return ill(NAME, "IMBALANCE", ratio, RATIO, words, found, advice=ADVICE)
