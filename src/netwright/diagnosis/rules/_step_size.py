"""Steps that throw the weights, where no short runs on copies were made.

Statistic   the median over all matrices of the size of one step at the highest rate, over that of
            the fresh weights.
Threshold   1, where a tenth of the skill is missing: the first such step leaves nothing of the
            start. 0.3 with harm is suspected, since no fork has proved it. Healthy recipes of ours
            lie between 0.01 and 0.15.
Blind spot  rates that are too low; a schedule that falls from too high a rate to a good one.
Source      ours.
"""

from netwright.diagnosis._facts import Facts
from netwright.diagnosis._harm import GOOD, harm_of
from netwright.diagnosis._rule import healthy, ill, suspect
from netwright.diagnosis._verdict import Advice, Verdict

NAME = "size of steps"
MOST, THROWN = 0.3, 1.0


def judge(facts: Facts) -> Verdict:
    """Ill if steps are larger than the weights; suspect large ones where the training fails."""
    peak, harm, scores = facts.figure("step/peak"), harm_of(facts), facts.scores
    thrown = peak > THROWN and (harm or scores.skill < GOOD)
    if not (thrown or (peak > MOST and harm)):
        return healthy(NAME, peak, MOST)
    words = f"one step at the highest rate moves the weights by {peak:.0%} of their size"
    rate = facts.updates.rate
    advice = Advice(
        action=f"divide the learning rate by 10 or 30 (it is {rate:.2g})",
        expect="steps of 1 to 15 % of the weights, and a loss that falls",
        cost="a training",
    )
    if thrown:
        skill = f"skill {scores.fit:.2f} on training rows, {scores.skill:.2f} on held-out rows"
        return ill(NAME, "LR_HIGH", peak, THROWN, words, skill, advice=(advice,))
    return suspect(NAME, "LR_HIGH", peak, MOST, words, harm.words, advice=(advice,))
