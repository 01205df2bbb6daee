"""Equal inputs with different labels.

Statistic   share of training rows with an equal row of another label.
Threshold   0.005 with harm; 0.2 without, if 0.3 of the rows are distinct: in data of few values
            equal rows with several labels are natural.
Blind spot  rows that are nearly equal.
Source      deepchecks, ConflictingLabels.
"""

from netwright.diagnosis._facts import Facts
from netwright.diagnosis._harm import harm_of
from netwright.diagnosis._rule import healthy, ill
from netwright.diagnosis._verdict import Advice, Verdict

NAME = "conflicting labels"
SHARE, MUCH, DISTINCT = 0.005, 0.2, 0.3
ADVICE = (
    Advice(
        action="list the rows that agree in all columns and not in the label, and settle each",
        expect="the training loss can fall below its present floor",
        cost="a person's time, a minute for each pair",
    ),
)


def judge(facts: Facts) -> Verdict:
    """Ill if equal rows disagree, and it matters."""
    share = facts.inputs.conflicts
    if facts.inputs.constant or not share > SHARE:
        return healthy(NAME, share, SHARE)
    words = f"{share:.1%} of the training rows have an equal row with another label"
    harm = harm_of(facts)
    odd = share > MUCH and facts.inputs.distinct > DISTINCT
    if not odd and not harm:
        return healthy(NAME, share, SHARE, words, "no harm")
    return ill(NAME, "LABELS_CONFLICT", share, SHARE, words, harm.words, advice=ADVICE)
