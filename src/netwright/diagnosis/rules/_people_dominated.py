"""One person on most of the pictures that verification was trained on.

Statistic   the share of the training pictures that show the most frequent person.
Threshold   a third, where the middle one has a tenth of that person's pictures at most; with harm:
            more than a tenth of the pairs of people held out are taken wrongly.
Blind spot  a few people who share most of the pictures.
Source      He & Garcia 2009, "Learning from imbalanced data", for the harm of such shares; that
            pairs of other people are then hardly met is ours.
"""

from netwright.diagnosis._facts import Facts
from netwright.diagnosis._rule import healthy, ill
from netwright.diagnosis._verdict import Advice, Verdict

NAME = "one person on most pictures"
SHARE, TIMES, HARM = 1 / 3, 10.0, 0.1
ADVICE = (
    Advice(
        action="leave out most pictures of the most frequent person, or add some of others",
        expect="more pairs of different people in each batch, and a lower equal error rate",
        cost="a training",
    ),
)


def judge(facts: Facts) -> Verdict:
    """Ill if one person dominates and people held out are told apart badly."""
    share, times, eer = (facts.figure(f"people/{n}") for n in ("largest", "times", "eer"))
    if not (share > SHARE and times >= TIMES and eer > HARM):
        return healthy(NAME, share, SHARE)
    trained = facts.figure("people/trained")
    words = (
        f"{share:.0%} of the training pictures show one of {trained:.0f} people, {times:.0f} times "
        f"as many as the middle one has; the equal error rate of people held out is {eer:.3f}"
    )
    return ill(NAME, "IMBALANCE", share, SHARE, words, advice=ADVICE)
