"""A column that says the target by itself.

Statistic   how well the best single column, read one value for one class (or as a straight line),
            says the training targets, where at most two columns do so.
Threshold   0.98.
Blind spot  a leak spread over several columns; an honest column that is the target's definition.
Source      deepchecks, FeatureLabelCorrelation (predictive power score above 0.8).
"""

import math

from netwright.diagnosis._facts import Facts
from netwright.diagnosis._rule import healthy, ill
from netwright.diagnosis._verdict import Advice, Verdict

NAME = "target among the inputs"
TOLD = 0.98
ADVICE = (
    Advice(
        action="drop the column, or ask how it could be known at the time of the prediction",
        expect="a lower score on the rows at hand, and the same score in use",
        cost="a line",
    ),
)


def judge(facts: Facts) -> Verdict:
    """Ill if a single column stands for the target."""
    targets = facts.targets
    if targets.leak_column < 0 or not targets.leak_train > TOLD:
        return healthy(NAME, 0.0 if facts.inputs.examples else math.nan, TOLD)
    words = f"column {targets.leak_column} alone says {targets.leak_train:.1%} of the training "
    words += "targets"
    if not math.isnan(targets.leak_valid):
        words += f" and {targets.leak_valid:.1%} of the held-out ones"
    return ill(NAME, "LEAK_TARGET", targets.leak_train, TOLD, words, advice=ADVICE)
