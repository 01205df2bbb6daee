"""Layers that take no gradient and were needed.

Statistic   share of all numbers with requires_grad=False.
Threshold   0.05; ill only if the fork that trains all layers wins back. Frozen layers are common
            and healthy: features that are kept, norms that are fixed.
Blind spot  layers that would help only after more updates than a fork has.
Source      TrainCheck; the fork is ours.
"""

from netwright.diagnosis._facts import Facts
from netwright.diagnosis._forks import Fork
from netwright.diagnosis._harm import NOTHING, harm_of, reached_words, to_run, wins_back
from netwright.diagnosis._rule import healthy, ill, unsure
from netwright.diagnosis._verdict import Advice, Verdict

NAME = "frozen layers"
PART = 0.05
TRAINED = Fork("all layers trained")
ADVICE = (
    Advice(
        action="let the frozen layers train (requires_grad_(True)) and give them to the optimiser, "
        "at a tenth of the learning rate if they were trained before",
        expect="the training loss falls below its present floor",
        cost="a line; a slower epoch",
    ),
)


def judge(facts: Facts) -> Verdict:
    """Ill if layers are frozen, there is harm, and training them wins back."""
    frozen = facts.updates.frozen
    if not frozen > PART:
        return healthy(NAME, frozen, PART)
    words = f"{frozen:.0%} of the numbers take no gradient"
    if not harm_of(facts).fitting:
        return healthy(NAME, frozen, PART, words, "no harm")
    if wins_back(facts, TRAINED):
        return ill(
            NAME, "FROZEN", frozen, PART, words, reached_words(facts, TRAINED), advice=ADVICE
        )
    return unsure(NAME, words, needs=to_run(facts, NOTHING, TRAINED))
