"""Masks that hardly say anything: most of their pixels are not known.

Statistic   the share of training pixels that are void.
Threshold   half, as most that is looked at then teaches nothing.
Blind spot  few known pixels that are all that matters, as in scribbles drawn on purpose.
Source      ours.
"""

from netwright.diagnosis._facts import Facts
from netwright.diagnosis._rule import healthy, ill
from netwright.diagnosis._verdict import Advice, Verdict

NAME = "void dominates masks"
MOST = 0.5
ADVICE = (
    Advice(
        action="look at the values of the masks: --set void= names those that mean not known",
        expect="most pixels known",
        cost="a look",
    ),
)


def judge(facts: Facts) -> Verdict:
    """Ill if most pixels are not known."""
    share = facts.figure("masks/void")
    if not share > MOST:
        return healthy(NAME, share, MOST)
    words = f"{share:.0%} of the training pixels are void: no loss and no measure sees them"
    return ill(NAME, "VOID_DOMINATES", share, MOST, words, advice=ADVICE)
