"""Weights that the optimiser does not hold, or that never move.

Statistic   share of the trainable numbers outside the optimiser; share that did not move at all.
Threshold   0.95 for all of them: exact. From 0.05 on for a part, with harm on training rows.
Blind spot  parameters made after the optimiser and put into it later.
Source      TrainCheck, accelerate issue 2665.
"""

from netwright.diagnosis._facts import Facts
from netwright.diagnosis._harm import harm_of
from netwright.diagnosis._rule import healthy, ill, unsure
from netwright.diagnosis._verdict import Advice, Verdict

NAME = "weights that move"
CAUSE = "NO_UPDATE"
ALL, PART = 0.95, 0.05
ADVICE = (
    Advice(
        action="make the optimiser from model.parameters(), after the model is on its device and "
        "complete, and call optimizer.step() after loss.backward()",
        expect="every weight matrix moves by about a thousandth of itself in a step",
        cost="a line",
    ),
)


def judge(facts: Facts) -> Verdict:
    """Ill if weights cannot move, or do not."""
    updates = facts.updates
    if not updates.steps:
        return unsure(NAME, "0 updates were seen")
    outside, unmoved = updates.outside, updates.unmoved
    if outside > ALL or (outside > PART and harm_of(facts).fitting):
        words = f"{outside:.0%} of the trainable numbers are not in the optimiser"
        still = f"{unmoved:.0%} did not move in {updates.steps} updates"
        return ill(NAME, CAUSE, outside, PART, words, still, advice=ADVICE)
    reached = [one > 0 for one in facts.start.gradients]
    if unmoved > ALL and sum(reached) > len(reached) / 2 and not facts.start.alike > ALL:
        words = f"{unmoved:.0%} of the trainable numbers did not move in {updates.steps} updates; "
        words += f"the learning rate is {updates.rate:g}"
        return ill(NAME, CAUSE, unmoved, ALL, words, advice=ADVICE)
    return healthy(NAME, unmoved, ALL)
