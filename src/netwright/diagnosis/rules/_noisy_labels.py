"""Training labels that are wrong more often than held-out ones.

Statistic   share of training labels that the majority of 15 neighbours contradicts, less the same
            share of the held-out labels: examples that are hard are as hard in both.
Threshold   0.05 and 4 standard errors.
Blind spot  wrong labels in both splits alike: out-of-fold confidence (``strategy``) finds those.
Source      Wilson 1972 for neighbours as judges; Northcutt et al. 2021, arXiv:1911.00068, for the
            question; the difference of splits is ours.
"""

from netwright.diagnosis._facts import Facts
from netwright.diagnosis._rule import healthy, ill
from netwright.diagnosis._verdict import Advice, Verdict

NAME = "wrong training labels"
SHARE, ERRORS = 0.05, 4.0
ADVICE = (
    Advice(
        action="look at the training rows whose neighbours all disagree with their label, the most "
        "certain first, and correct them",
        expect="held-out errors fall by up to the share of wrong labels",
        cost="a person's time, seconds for each row",
    ),
    Advice(
        action="stop at the best held-out loss, and smooth the labels by 0.1",
        expect="fewer wrong labels are memorised",
        cost="nothing",
    ),
)


def judge(facts: Facts) -> Verdict:
    """Ill if neighbours contradict training labels much more often than held-out ones."""
    simple = facts.simple
    above = simple.disagree - simple.disagree_valid
    if not above > max(SHARE, ERRORS * simple.disagree_error):
        return healthy(NAME, above, SHARE)
    words = f"neighbours contradict {simple.disagree:.1%} of the training labels and "
    words += f"{simple.disagree_valid:.1%} of the held-out ones"
    return ill(NAME, "LABELS_NOISY", above, SHARE, words, advice=ADVICE)
