"""Gradients that fade on their way to the first layers.

Statistic   gradient norm over weight norm, of the first matrix over that of the last.
Threshold   1e-3 (healthy 0.5 to 2.3), with harm on training rows. With 12 layers of weights and
            more the depth is named.
Blind spot  layers that are solved already: no harm.
Source      Hochreiter 1991; AutoTrainer (1e-3).
"""

import math

from netwright.diagnosis._facts import Facts
from netwright.diagnosis._forks import Fork
from netwright.diagnosis._harm import NOTHING, harm_of, reached_words, to_run, wins_back
from netwright.diagnosis._rule import healthy, ill, suspect, unsure
from netwright.diagnosis._verdict import Advice, Verdict

NAME = "gradients of the first layers"
RATIO, DEEP = 1e-3, 12
PLAIN = Fork("plain activations")
ADVICE = (
    Advice(
        action="use relu in place of sigmoid or tanh, weights of variance 2 / inputs, and batch "
        "normalisation or residual connections",
        expect="first and last layers move by like shares of their weights",
        cost="a few lines and a training",
    ),
)


def judge(facts: Facts) -> Verdict:
    """Ill if the first layers get next to nothing and the training fails."""
    gradients = facts.start.gradients
    if len(gradients) < 2 or not gradients[-1] > 0:
        return unsure(NAME, f"{len(gradients)} gradients were read; it takes 2")
    if any(math.isnan(one) for one in gradients):
        return unsure(NAME, "a layer that begins at 0 lets no gradient through at the first step")
    ratio = gradients[0] / gradients[-1]
    harm = harm_of(facts)
    words = f"the first layer's gradient is {ratio:.1e} times the last one's"
    if not ratio < RATIO or facts.start.cut > 0.05 or facts.updates.frozen > 0.05:
        return healthy(NAME, ratio, RATIO)
    if not harm.fitting:
        return healthy(NAME, ratio, RATIO, words, "no harm")
    cause = "TOO_DEEP" if len(gradients) >= DEEP else "GRAD_VANISH"
    if wins_back(facts, PLAIN):
        why = reached_words(facts, PLAIN)
        return ill(NAME, cause, ratio, RATIO, words, why, advice=ADVICE)
    needs = to_run(facts, NOTHING, PLAIN)
    return suspect(NAME, cause, ratio, RATIO, words, harm.words, advice=ADVICE, needs=needs)
