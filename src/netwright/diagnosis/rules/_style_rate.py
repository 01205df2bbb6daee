"""Style transfer whose steps overshoot: it ends above its beginning, or in coloured noise.

Statistic   the cost of the result over that of the unchanged picture; and how much neighbouring
            pixels differ in the result, over the same in the unchanged picture.
Threshold   1, exact: whoever does nothing is as good; and 5. A photograph painted with style
            weights from 10 to 10^5 came to 1.3 to 1.4, Adam with 30 times its rate to 11.
Blind spot  a start of noise that was given too few evaluations. A photograph of fog painted as a
            mosaic may rightly be 5 times as rough: one pair of pictures set this threshold.
Source      ours.
"""

import math

from netwright.diagnosis._facts import Facts
from netwright.diagnosis._rule import healthy, ill
from netwright.diagnosis._verdict import Advice, Verdict

NAME = "a picture worse than the unchanged one"
WORSE, ROUGH = 1.0, 5.0
ADVICE = (
    Advice(
        action="divide the rate by 10, or take lbfgs, which needs none; give noise more time",
        expect="a cost that falls at nearly every step",
        cost="one picture",
    ),
)


def judge(facts: Facts) -> Verdict:
    """Ill if doing nothing costs less, or the result is noise."""
    worse, rough = facts.figure("style/worse"), facts.figure("style/rough")
    if not worse > WORSE and rough > ROUGH:
        words = f"neighbouring pixels differ {rough:.3g} times as much as in the unchanged picture"
        return ill(NAME, "LR_HIGH", rough, ROUGH, words, advice=ADVICE)
    if not worse > WORSE:
        return healthy(NAME, worse, WORSE)
    times = f"{worse:.2f} times" if math.isfinite(worse) else "inf times"
    words = f"the result costs {times} what the unchanged picture does"
    return ill(NAME, "LR_HIGH", worse, WORSE, words, advice=ADVICE)
