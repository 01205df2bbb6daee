"""Regularisation so strong that the training rows cannot be fitted.

Statistic   share of the first loss that the loss function does not explain (a penalty added in the
            loop); skill of the fork without dropout, weight decay and penalty.
Threshold   0.5; the fork must win back. Four units of five dropped are suspected before it ran.
Blind spot  a penalty that is right for another learning rate.
Source      TheDeepChecker (twice the data gradient); Srivastava et al. 2014 for dropout.
"""

import math

from netwright.diagnosis._facts import Facts
from netwright.diagnosis._forks import Fork
from netwright.diagnosis._harm import NOTHING, harm_of, reached_words, to_run, wins_back
from netwright.diagnosis._rule import healthy, ill, suspect, unsure
from netwright.diagnosis._verdict import Advice, Verdict

NAME = "too much regularisation"
PENALTY, DROPOUT, DECAY = 0.5, 0.3, 1e-3
MOST = 0.8  # of a layer, dropped
WITHOUT = Fork("no regularisation")


def judge(facts: Facts) -> Verdict:
    """Ill if the network does well without its regularisation."""
    penalty, dropout = facts.loss.penalty, facts.start.dropout
    decay = facts.updates.decay
    if not (penalty > PENALTY or dropout > DROPOUT or decay > DECAY):
        return healthy(NAME, dropout, DROPOUT)
    if not harm_of(facts).fitting:
        return healthy(NAME, dropout, DROPOUT, "no harm")
    fork = NOTHING if penalty > PENALTY else WITHOUT
    if not wins_back(facts, fork):
        needs, run = to_run(facts, NOTHING, fork), facts.forks.get(fork)
        if dropout > MOST and (run is None or math.isnan(run.fit)):
            words, advice = f"{dropout:.0%} of a layer is dropped", _less("dropout")
            return suspect(NAME, "DROPOUT_HIGH", dropout, MOST, words, advice=advice, needs=needs)
        return unsure(NAME, "the fork decides", needs=needs)
    why = reached_words(facts, fork)
    if penalty > PENALTY:
        words = f"{penalty:.0%} of the first loss is not of the loss function: a penalty"
        return ill(NAME, "REG_HIGH", penalty, PENALTY, words, why, advice=_less("the penalty"))
    if dropout > DROPOUT:
        words = f"{dropout:.0%} of a layer is dropped"
        return ill(NAME, "DROPOUT_HIGH", dropout, DROPOUT, words, why, advice=_less("dropout"))
    words = f"weight decay is {decay:g}"
    return ill(NAME, "REG_HIGH", decay, DECAY, words, why, advice=_less("weight decay"))


def _less(what: str) -> tuple[Advice, ...]:
    action = f"divide {what} by 10 until the training rows are fitted, then raise it again"
    return (Advice(action=action, expect="the training loss falls", cost="a training"),)
