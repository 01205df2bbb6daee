"""Held-out rows that are training rows too: the held-out score is flattered.

Statistic   share of held-out rows found among the training rows, less the share of training rows
            with an equal one among themselves (what is natural in data of few values).
Threshold   0.05. All of them (0.95 and more) is a choice, not an accident: a note, never a cause.
Blind spot  near duplicates: another crop, another compression.
Source      deepchecks, TrainTestSamplesMix.
"""

from netwright.diagnosis._facts import Facts
from netwright.diagnosis._rule import healthy, ill
from netwright.diagnosis._verdict import Advice, Verdict

NAME = "held-out rows in the training rows"
SHARE, ALL = 0.05, 0.95
ADVICE = (
    Advice(
        action="take the rows that are in both out of the held-out set, and split by what they "
        "belong to (person, document, day) before anything else",
        expect="a lower held-out score, and a true one",
        cost="a line",
    ),
)


def judge(facts: Facts) -> Verdict:
    """Ill if a part of the held-out rows, more than is natural, are training rows."""
    inside, natural = facts.inputs.inside, facts.inputs.natural
    above = inside - natural
    if inside >= ALL:
        return healthy(NAME, above, SHARE, f"{inside:.0%} of the held-out rows: by intent")
    if above > SHARE and not facts.inputs.constant:
        least = "" if facts.inputs.read == 1 else "at least "
        words = f"{least}{inside:.1%} of the held-out rows are training rows; {natural:.1%} of the "
        words += "training rows repeat among themselves"
        return ill(NAME, "LEAK_DUP", above, SHARE, words, advice=ADVICE)
    return healthy(NAME, above, SHARE)
