"""Sigmoid or tanh units driven to where their slope is nearly 0.

Statistic   share of the values that enter a squashing layer beyond 5, at the end.
Threshold   0.5 (healthy at most 0.15), with harm.
Blind spot  gates that are meant to be open or shut.
Source      Glorot and Bengio 2010; DeepDiagnosis; threshold ours.
"""

import math

from netwright.diagnosis._facts import Facts
from netwright.diagnosis._forks import Fork
from netwright.diagnosis._harm import NOTHING, harm_of, reached_words, to_run, wins_back
from netwright.diagnosis._rule import healthy, ill, suspect, unsure
from netwright.diagnosis._verdict import Advice, Verdict

NAME = "saturated units"
SHARE = 0.5
PLAIN = Fork("plain activations")
ADVICE = (
    Advice(
        action="use relu in hidden layers, or smaller first weights and a lower learning rate",
        expect="less than 15 % of a layer where the slope is flat",
        cost="a line and a training",
    ),
)


def judge(facts: Facts) -> Verdict:
    """Ill if half a layer is saturated and the training fails."""
    shares = [layer.saturated for layer in facts.end.layers if not math.isnan(layer.saturated)]
    if not shares:
        return unsure(NAME, "0 squashing layers were seen")
    worst = max(shares)
    harm = harm_of(facts)
    if worst < SHARE or not harm.fitting:
        return healthy(NAME, worst, SHARE)
    words = f"{worst:.0%} of the values that enter a squashing layer lie beyond 5"
    if wins_back(facts, PLAIN):
        why = reached_words(facts, PLAIN)
        return ill(NAME, "SATURATED", worst, SHARE, words, why, advice=ADVICE)
    needs = to_run(facts, NOTHING, PLAIN)
    return suspect(NAME, "SATURATED", worst, SHARE, words, harm.words, advice=ADVICE, needs=needs)
