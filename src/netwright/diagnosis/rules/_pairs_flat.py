"""Answers of one value: the same class, or the same lightness, for every pixel.

Statistic   how much answers on train vary from pixel to pixel, over how much what is wanted varies:
            of pictures the spread of lightness, of masks the share of pixels that are not of the
            most frequent class.
Threshold   0.05: answers that differ from pixel to pixel are well above it from the first epoch on.
Blind spot  answers that vary, but not with the picture.
Source      ours.
"""

from netwright.diagnosis._facts import Facts
from netwright.diagnosis._rule import healthy, ill
from netwright.diagnosis._verdict import Advice, Verdict

NAME = "answers of one value"
LEAST = 0.05
ADVICE = (
    Advice(
        action="divide the learning rate by 10, and train from the start",
        expect="answers that follow the picture within a few epochs",
        cost="a training",
    ),
)


def judge(facts: Facts) -> Verdict:
    """Ill if answers hardly vary from pixel to pixel."""
    spread = facts.figure("pairs/spread")
    if not spread < LEAST:
        return healthy(NAME, spread, LEAST)
    words = f"answers vary from pixel to pixel by {spread:.1%} of what is wanted"
    return ill(NAME, "ONE_VALUE", spread, LEAST, words, advice=ADVICE)
