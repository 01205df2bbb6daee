"""Held-out rows that are not like the training rows.

Statistic   share of columns whose held-out mean lies more than a standard deviation away; spread
            of held-out columns over that of training; skill of the simplest predictors within the
            training rows less that on the held-out rows.
Threshold   0.25; outside 0.5 to 2; 0.25 and 4 standard errors. With the network's held-out skill
            0.15 below that on training rows, or a spread outside 0.1 to 10, which is no chance.
Blind spot  a held-out set meant to be of another source: the strategy ladder weighs that.
Source      deepchecks, drift of single columns; thresholds ours.
"""

import math

from netwright.diagnosis._facts import Facts
from netwright.diagnosis._rule import healthy, ill
from netwright.diagnosis._verdict import Advice, Verdict

NAME = "training and held-out rows alike"
MOVED, WIDTH, BROKEN, GAP, ABSURD = 0.25, (0.5, 2.0), 0.25, 0.15, 10.0
ADVICE = (
    Advice(
        action="prepare both splits by the same code, with the figures (mean, standard deviation, "
        "categories) of the training rows alone",
        expect="the held-out skill comes near that on training rows",
        cost="minutes",
    ),
)


def judge(facts: Facts) -> Verdict:
    """Ill if the splits differ and the network does worse for it."""
    scores = facts.scores
    gap = scores.fit - scores.skill
    found = _difference(facts)
    if found is None or not scores.held_out:
        return healthy(NAME, facts.inputs.shift, MOVED)
    statistic, threshold, words = found
    ratio = facts.inputs.spread_ratio
    absurd = ratio > ABSURD or ratio < 1 / ABSURD
    if not gap > GAP and not absurd:
        return healthy(NAME, statistic, threshold, words, f"no harm: the gap is {gap:.2f}")
    why = f"skill {scores.fit:.2f} on training rows, {scores.skill:.2f} on held-out rows"
    return ill(NAME, "TRAIN_TEST_SKEW", statistic, threshold, words, why, advice=ADVICE)


def _difference(facts: Facts) -> tuple[float, float, str] | None:
    inputs, simple = facts.inputs, facts.simple
    if inputs.shift > MOVED:
        return inputs.shift, MOVED, f"{inputs.shift:.0%} of the columns lie elsewhere held out"
    if inputs.spread_ratio < WIDTH[0] or inputs.spread_ratio > WIDTH[1]:
        words = f"a held-out column spreads {inputs.spread_ratio:.3g} times as far as in training"
        return inputs.spread_ratio, WIDTH[1], words
    drop = simple.within - simple.across
    if drop > max(BROKEN, 4 * math.hypot(simple.within_error, simple.across_error)):
        words = f"the simplest predictors fall from {simple.within:.2f} within the training rows "
        words += f"to {simple.across:.2f} on the held-out rows"
        return drop, BROKEN, words
    return None
