"""Steps larger than the weights, in verification: it may end far from failing, and far from good.

Statistic   the median over all matrices of the size of one step at the highest rate, over that of
            the fresh weights.
Threshold   1, where healthy recipes of ours stay below 0.3; with harm: more than 2 % of the pairs
            of people trained on, or more than 10 % of those held out, are taken wrongly.
Blind spot  rates that are too high by less than a factor of three or so.
Source      ours; a schedule that falls to 0 mends part of what such steps break, so the skill alone
            does not tell.
"""

from netwright.diagnosis._facts import Facts
from netwright.diagnosis._rule import healthy, ill
from netwright.diagnosis._verdict import Advice, Verdict

NAME = "steps of verification"
MOST, FIT, HELD = 1.0, 0.02, 0.1


def judge(facts: Facts) -> Verdict:
    """Ill if one step outweighs the weights and people are told apart badly."""
    peak, fit, eer = (facts.figure(name) for name in ("step/peak", "people/fit", "people/eer"))
    if not (peak > MOST and (fit > FIT or eer > HELD)):
        return healthy(NAME, peak, MOST)
    words = (
        f"one step at the highest rate moves the weights by {peak:.0%} of their size; the equal "
        f"error rate is {fit:.3f} of people trained on and {eer:.3f} of people held out"
    )
    advice = Advice(
        action=f"divide the learning rate by 10 or 30 (it is {facts.updates.rate:.2g})",
        expect="steps of 1 to 30 % of the weights, and lower equal error rates",
        cost="a training",
    )
    return ill(NAME, "LR_HIGH", peak, MOST, words, advice=(advice,))
