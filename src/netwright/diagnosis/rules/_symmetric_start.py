"""Units that begin alike stay alike.

Statistic   share of the rows of a weight matrix that repeat another, at the first step.
Threshold   0.9, with harm on training rows: a last layer that begins at 0 is common and healthy.
Blind spot  symmetry that only appears in the gradients.
Source      Goodfellow et al. 2016, "Deep Learning", section 8.4; TheDeepChecker, NeuraLint.
"""

from netwright.diagnosis._facts import Facts
from netwright.diagnosis._harm import harm_of
from netwright.diagnosis._rule import healthy, ill
from netwright.diagnosis._verdict import Advice, Verdict

NAME = "equal first weights"
ALIKE = 0.9
ADVICE = (
    Advice(
        action="begin from random weights of variance 2 / inputs (torch.nn.init.kaiming_normal_)",
        expect="units that learn different things; the loss falls in the first epoch",
        cost="a line",
    ),
)


def judge(facts: Facts) -> Verdict:
    """Ill if units begin alike and the training fails."""
    alike = facts.start.alike
    if not alike > ALIKE:
        return healthy(NAME, alike, ALIKE)
    words = f"{alike:.0%} of the rows of a weight matrix are equal at the first step"
    harm = harm_of(facts)
    if not harm.fitting:
        return healthy(NAME, alike, ALIKE, words, "no harm")
    return ill(NAME, "INIT_SYMMETRIC", alike, ALIKE, words, harm.words, advice=ADVICE)
