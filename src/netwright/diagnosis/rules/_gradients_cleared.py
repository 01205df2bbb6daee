"""Gradients that are never cleared: each update adds all earlier ones.

Statistic   share of the backward passes that find gradients of an earlier one.
Threshold   0.95 of at least 8 backward passes, with harm or with all of 63.
            Accumulation over k passes gives (k - 1) / k and clears in between.
Blind spot  accumulation over more than 64 passes.
Source      TrainCheck, StackOverflow 60335387.
"""

from netwright.diagnosis._facts import Facts
from netwright.diagnosis._harm import harm_of
from netwright.diagnosis._rule import healthy, ill, unsure
from netwright.diagnosis._verdict import Advice, Verdict

NAME = "gradients cleared"
ALWAYS, LEAST, MANY = 0.95, 8, 64
ADVICE = (
    Advice(
        action="call optimizer.zero_grad() before each loss.backward()",
        expect="each update follows its own batch; the loss stops swinging",
        cost="a line",
    ),
)


def judge(facts: Facts) -> Verdict:
    """Ill if gradients pile up all along."""
    updates = facts.updates
    if updates.backwards < LEAST:
        return unsure(NAME, f"{updates.backwards} backward passes were seen; it takes {LEAST}")
    share = updates.uncleared
    if not share > ALWAYS:
        return healthy(NAME, share, ALWAYS)
    words = f"{share:.0%} of {updates.backwards} backward passes met gradients of an earlier one"
    if updates.backwards >= MANY or harm_of(facts):
        return ill(NAME, "NO_ZERO_GRAD", share, ALWAYS, words, advice=ADVICE)
    return healthy(NAME, share, ALWAYS, words, "no harm: accumulation, perhaps")
