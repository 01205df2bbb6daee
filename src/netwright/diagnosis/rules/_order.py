"""Batches of one kind: the training rows are not shuffled.

Statistic   entropy (of numbers: variance) of the targets within a batch over that of as many rows
            drawn at random.
Threshold   0.5, with harm.
Blind spot  batches in an order that does not follow the targets.
Source      Bengio 2012, arXiv:1206.5533, section 3.1.1; the ratio is ours.
"""

from netwright.diagnosis._facts import Facts
from netwright.diagnosis._harm import harm_of
from netwright.diagnosis._rule import healthy, ill
from netwright.diagnosis._verdict import Advice, Verdict

NAME = "order of the examples"
VARIETY = 0.5
ADVICE = (
    Advice(
        action="shuffle the training rows anew before each epoch (DataLoader: shuffle=True)",
        expect="every batch pulls towards all classes; the loss stops swinging within an epoch",
        cost="a word",
    ),
)


def judge(facts: Facts) -> Verdict:
    """Ill if batches hold few kinds of targets and the training fails."""
    variety = facts.targets.variety
    if not variety < VARIETY:
        return healthy(NAME, variety, VARIETY)
    words = f"a batch is {variety:.2f} times as varied as rows drawn at random"
    harm = harm_of(facts)
    if not harm:
        return healthy(NAME, variety, VARIETY, words, "no harm")
    return ill(NAME, "NO_SHUFFLE", variety, VARIETY, words, harm.words, advice=ADVICE)
