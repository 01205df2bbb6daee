"""A margin of 0 in a loss that lives by its margin.

Statistic   the margin.
Threshold   0, exactly: equal embeddings of all pictures then cost nothing where the loss is one of
            triplets or pairs, and a classifier by cosines asks for no distance between people.
Blind spot  margins above 0 that are too small for the data.
Source      Schroff, Kalenichenko & Philbin 2015, arXiv:1503.03832, section 3.1: "trivial solutions
            (such as f(x) = 0)"; Wang et al. 2018, arXiv:1801.09414, section 3.4.
"""

from netwright.diagnosis._facts import Facts
from netwright.diagnosis._rule import healthy, ill
from netwright.diagnosis._verdict import Advice, Verdict

NAME = "margin between people"
ADVICE = (
    Advice(
        action="leave margin out of the settings, so that the objective has its usual one",
        expect="scores of two people that lie apart from those of one",
        cost="a training",
    ),
)


def judge(facts: Facts) -> Verdict:
    """Ill if there is a margin, and it is 0."""
    margin = facts.figure("people/margin")
    if margin != 0:
        return healthy(NAME, margin, 0.0)
    words = "the margin is 0: the loss is content before two people are any farther apart than one"
    return ill(NAME, "NO_MARGIN", margin, 0.0, words, advice=ADVICE)
