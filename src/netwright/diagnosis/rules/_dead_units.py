"""Units that answer nothing any more.

Statistic   share of the units of a rectifying layer that are 0 for 99 % of the examples.
Threshold   0.9, with harm. Half of a layer may be dead in a healthy network.
Blind spot  layers that die one unit at a time.
Source      SageMaker Debugger, DeadRelu; threshold ours.
"""

import math

from netwright.diagnosis._facts import Facts
from netwright.diagnosis._forks import Fork
from netwright.diagnosis._harm import NOTHING, harm_of, reached_words, to_run, wins_back
from netwright.diagnosis._rule import healthy, ill, suspect, unsure
from netwright.diagnosis._verdict import Advice, Verdict

NAME = "dead units"
DEAD = 0.9
PLAIN = Fork("plain activations")
ADVICE = (
    Advice(
        action="lower the learning rate by 10, or use leaky relu",
        expect="less than half of a layer dead at the end",
        cost="a training",
    ),
)


def judge(facts: Facts) -> Verdict:
    """Ill if nearly a whole layer is dead and the training fails."""
    shares = [layer.dead for layer in facts.end.layers if not math.isnan(layer.dead)]
    if not shares:
        return unsure(NAME, "0 rectifying layers were seen")
    worst = max(shares)
    harm = harm_of(facts)
    if worst < DEAD or not harm.fitting:
        return healthy(NAME, worst, DEAD)
    words = f"{worst:.0%} of the units of a layer are 0 for 99 % of the examples"
    if wins_back(facts, PLAIN):
        why = reached_words(facts, PLAIN)
        return ill(NAME, "DEAD_RELU", worst, DEAD, words, why, advice=ADVICE)
    needs = to_run(facts, NOTHING, PLAIN)
    return suspect(NAME, "DEAD_RELU", worst, DEAD, words, harm.words, advice=ADVICE, needs=needs)
