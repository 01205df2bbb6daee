"""A loss that is lower for wrong answers.

Statistic   the loss of made-up right answers less that of made-up wrong ones.
Threshold   0, with harm on training rows.
Blind spot  a loss that cannot be asked about made-up answers.
Source      TheDeepChecker; asking the loss itself is ours.
"""

from netwright.diagnosis._facts import Facts
from netwright.diagnosis._harm import harm_of
from netwright.diagnosis._rule import healthy, ill
from netwright.diagnosis._verdict import Advice, Verdict

NAME = "sign of the loss"
ADVICE = (
    Advice(
        action="take the minus sign off the loss (an optimiser of torch minimises unless it is "
        "told maximize=True)",
        expect="the loss falls and the score rises",
        cost="a character",
    ),
)


def judge(facts: Facts) -> Verdict:
    """Ill if wrong answers cost less than right ones."""
    loss = facts.loss
    difference = loss.good - loss.bad
    flipped = difference > 1e-6 * max(abs(loss.good), abs(loss.bad))
    if flipped and harm_of(facts).fitting:
        words = f"made-up right answers cost {loss.good:.4g}, wrong ones {loss.bad:.4g}"
        return ill(NAME, "SIGN", difference, 0.0, words, advice=ADVICE)
    return healthy(NAME, difference, 0.0)
