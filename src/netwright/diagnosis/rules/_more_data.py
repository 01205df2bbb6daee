"""Rows that are missing: with half of them the held-out skill is lower.

Statistic   held-out skill of the same short training on all rows, less that on half of them.
Threshold   0.05 and 2 standard errors, where the training rows are fitted clearly better than the
            held-out ones (the gap of ``overfitting``); with harm, or beside overfitting.
Blind spot  a gap so wide that overfitting is certain without the forks: then it is suspected. Rows
            of another source, of which no number helps.
Source      Cortes et al. 1993, "Learning curves"; two sizes only, where no curve can be fitted.
"""

import math

from netwright.diagnosis._facts import Facts
from netwright.diagnosis._harm import LEAST_GAIN, NOTHING, harm_of, to_run
from netwright.diagnosis._rule import healthy, ill, suspect, unsure
from netwright.diagnosis._verdict import Advice, Verdict
from netwright.diagnosis.rules import _overfitting
from netwright.diagnosis.rules._overfitting import ERRORS, GAP, HALF

NAME = "number of training rows"
CAUSE = "MORE_DATA"
ADVICE = (
    Advice(
        action="augment the training rows",
        expect="some of what more rows would give",
        cost="a line and a training",
    ),
    Advice(
        action="get twice the training rows",
        expect="a held-out skill higher by about half of what halving them takes away, or more",
        cost="data",
    ),
)


def judge(facts: Facts) -> Verdict:
    """Ill if rows are what is missing, beside overfitting; suspected where there is harm alone."""
    scores = facts.scores
    gap = scores.fit - scores.skill
    error = math.hypot(scores.fit_error, scores.skill_error)
    harm = harm_of(facts)
    if not scores.held_out or harm.fitting or not gap > max(GAP, ERRORS * error):
        return healthy(NAME, gap, GAP)
    overfits = _overfitting.judge(facts).health == "ill"
    whole, half = facts.forks.get(NOTHING), facts.forks.get(HALF)
    if whole is None or half is None or math.isnan(whole.skill - half.skill):
        needs = to_run(facts, NOTHING, HALF)
        words = f"the held-out skill is {gap:.2f} below that on training rows; half of the rows, "
        words += "trained alike, would tell what rows are worth"
        if not overfits:
            return unsure(NAME, words, needs=needs if harm else ())
        return suspect(NAME, CAUSE, None, None, words, advice=ADVICE, needs=needs)
    lost, threshold = whole.skill - half.skill, LEAST_GAIN
    threshold = max(threshold, 2 * math.hypot(whole.skill_error, half.skill_error))
    words = f"half of the rows reach a held-out skill of {half.skill:.2f}, all of them "
    words += f"{whole.skill:.2f}; the difference is held against {threshold:.2f}"
    if not lost > threshold:
        return healthy(NAME, lost, threshold, words)
    if overfits:
        return ill(NAME, CAUSE, lost, threshold, words, advice=ADVICE)
    return suspect(NAME, CAUSE, lost, threshold, words, harm.words, advice=ADVICE)
