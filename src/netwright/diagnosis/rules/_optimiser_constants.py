"""Constants of the optimiser that nobody uses.

Statistic   epsilon of Adam and the like; momentum, of Adam its first beta.
Threshold   epsilon below 1e-12 or above 1e-3, momentum above 0.99; with harm. Certain if the fork
            with epsilon 1e-8 and momentum 0.9 wins back, which leaves the learning rate as it is.
Blind spot  constants that are unusual and right: no harm. Second betas, and epsilons that are pairs
            (Adafactor). A learning rate that happens to make up for the constants.
Source      Kingma & Ba 2015, arXiv:1412.6980, for the usual ones; the bounds are ours.
"""

import math

from netwright.diagnosis._facts import Facts
from netwright.diagnosis._forks import Fork
from netwright.diagnosis._harm import NOTHING, harm_of, reached_words, to_run, wins_back
from netwright.diagnosis._network_facts import Updates
from netwright.diagnosis._rule import healthy, ill, suspect, unsure
from netwright.diagnosis._verdict import Advice, Verdict

NAME = "constants of the optimiser"
CAUSE = "OPT"
SMALL, LARGE, HEAVY = 1e-12, 1e-3, 0.99
USUAL = Fork("usual constants")


def judge(facts: Facts) -> Verdict:
    """Ill if usual constants win back."""
    updates = facts.updates
    if math.isnan(updates.epsilon) and math.isnan(updates.momentum):
        return unsure(NAME, "0 constants of the optimiser are known")
    odd = _odd(updates)
    if odd is None:
        return healthy(NAME, None, None)
    value, bound, words, action = odd
    harm = harm_of(facts)
    if not harm.fitting:
        return healthy(NAME, value, bound, words, "no harm")
    advice = (Advice(action=action, expect="training rows that are fitted", cost="a training"),)
    why = reached_words(facts, USUAL)
    if wins_back(facts, USUAL):
        return ill(NAME, CAUSE, value, bound, words, why, advice=advice)
    found = facts.forks.get(USUAL)
    if found is not None and not math.isnan(found.fit):
        return unsure(NAME, words, f"usual constants do no better: {why}")
    needs = to_run(facts, NOTHING, USUAL)
    return suspect(NAME, CAUSE, value, bound, words, harm.words, advice=advice, needs=needs)


def _odd(updates: Updates) -> tuple[float, float, str, str] | None:
    """The constant, its bound, both in words, and what to do; None where all are usual."""
    epsilon, momentum = updates.epsilon, updates.momentum
    action = "set epsilon to 1e-8"
    if epsilon < SMALL:
        return epsilon, SMALL, f"epsilon is {epsilon:g}, below {SMALL:g}", action
    if epsilon > LARGE:
        return epsilon, LARGE, f"epsilon is {epsilon:g}, above {LARGE:g}", action
    if momentum > HEAVY:
        words = f"momentum is {momentum:g}, above {HEAVY:g}: an average over "
        words += f"{1 / max(1 - momentum, 1e-9):.0f} steps"
        return momentum, HEAVY, words, "set momentum (Adam's first beta) to 0.9"
    return None
