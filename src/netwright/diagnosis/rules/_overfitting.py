"""Overfitting: the training rows are fitted, the held-out rows are not, and more rows would help.

Statistic   skill on training rows less skill on held-out rows, in standard errors; and what the
            same training loses with half of the rows.
Threshold   0.1 and 3 standard errors; and more rows must pay: the held-out skill with half of the
            rows is lower by a third of the present gap. 0.35 and 5 standard errors without that,
            where the held-out rows fail: a wide gap alone may be all that the rows allow.
Blind spot  held-out rows of another source: the rules about data come first.
Source      Prechelt 1998, "Early stopping - but when?"; the forks on fewer rows are ours.
"""

import math

from netwright.diagnosis._facts import Facts
from netwright.diagnosis._forks import Fork
from netwright.diagnosis._harm import NOTHING, harm_of, to_run
from netwright.diagnosis._rule import healthy, ill, unsure
from netwright.diagnosis._verdict import Advice, Verdict

NAME = "overfitting"
GAP, WIDE, ERRORS, SHARE = 0.1, 0.35, 3.0, 1 / 3
HALF = Fork("fewer examples", 0.5)
ADVICE = (
    Advice(
        action="stop at the lowest held-out loss; add weight decay 0.01, dropout or augmentation",
        expect="the gap between the two skills narrows",
        cost="a training",
    ),
    Advice(
        action="get more training rows",
        expect="twice the rows raise the held-out skill by about what halving them takes away, or "
        "half of that",
        cost="data",
    ),
)


def judge(facts: Facts) -> Verdict:
    """Ill if the gap is real and large, and rows are what is missing."""
    scores = facts.scores
    gap = scores.fit - scores.skill
    error = math.hypot(scores.fit_error, scores.skill_error)
    if harm_of(facts).fitting:
        return healthy(NAME, gap, GAP, "the training rows are not fitted either")
    if not scores.held_out or not gap > max(GAP, ERRORS * error):
        return healthy(NAME, gap, GAP)
    words = f"skill {scores.fit:.2f} on training rows and {scores.skill:.2f} on held-out rows, "
    words += f"{gap / max(error, 1e-9):.1f} standard errors apart"
    if harm_of(facts).holding and gap > max(WIDE, 5 * error):
        return ill(NAME, "OVERFIT", gap, GAP, words, advice=ADVICE)
    needs = to_run(facts, NOTHING, HALF)
    if needs:
        return unsure(NAME, words, needs=needs)
    whole, half = facts.forks[NOTHING].skill, facts.forks[HALF].skill
    lost = whole - half
    why = f"the same training on half of the rows reaches a held-out skill of {half:.2f}, on all "
    why += f"of them {whole:.2f}"
    if not lost > SHARE * gap:
        return healthy(NAME, gap, GAP, words, why)
    return ill(NAME, "OVERFIT", gap, GAP, words, why, advice=ADVICE)
