"""Sixteen rows by heart: whether a fault lies in the structure or in the rest.

Statistic   skill of a fresh copy on 16 training rows that it alone was trained on, as the user
            trains but without dropout and weight decay.
Threshold   0.95; with harm on training rows, and only where no cause is certain.
Blind spot  a learning rate that is wrong for whole batches too: other rates were tried before.
            Rows that all have one label.
Source      Karpathy 2019, "A recipe for training neural networks"; TheDeepChecker.
"""

import math

from netwright.diagnosis._facts import Facts
from netwright.diagnosis._forks import Fork
from netwright.diagnosis._harm import harm_of, to_run
from netwright.diagnosis._rule import healthy, unsure
from netwright.diagnosis._verdict import Verdict

NAME = "sixteen rows by heart"
BY_HEART = 0.95
ENOUGH = 200  # updates, in which a sound network has them by heart
BATCH = Fork("one batch")


def judge(facts: Facts) -> Verdict:
    """Says where to look; it names no cause, and is asked last."""
    if not facts.updates.steps:
        return unsure(NAME, "0 updates were seen")
    if not harm_of(facts).fitting:
        return healthy(NAME, None, None, "no harm on training rows")
    found = facts.forks.get(BATCH)
    if found is None:
        words = "16 rows trained alone would tell structure from the rest"
        return unsure(NAME, words, needs=to_run(facts, BATCH))
    if math.isnan(found.fit):
        return unsure(NAME, "the fork on 16 rows could not be run")
    words = f"a fresh copy reaches a skill of {found.fit:.2f} on 16 rows in {found.steps} updates"
    if found.fit > BY_HEART:
        return healthy(NAME, found.fit, BY_HEART, f"{words}; {where_to_look(facts)}")
    return unsure(NAME, f"{words}, {BY_HEART} is by heart; {where_to_look(facts)}")


def where_to_look(facts: Facts) -> str:
    """What the fork on 16 rows leaves to look at; empty where it was not run."""
    found = facts.forks.get(BATCH)
    if found is None or math.isnan(found.fit):
        return ""
    if found.fit > BY_HEART:
        return "the structure can learn: look at the data, the learning rate and the length"
    if found.steps < ENOUGH:
        return "more updates would tell structure from the rest"
    return "look at the output, the loss and the way of the gradient through the network"
