"""Anchors that fit the boxes badly.

Statistic   mean overlap of the training boxes with the nearest anchor, over that of the best
            anchors of the same number.
Threshold   0.6, or half of the boxes with sides four times those of every anchor or a quarter of
            them; anchors that were found on these boxes have 1.
Blind spot  too few anchors, all of them in good places.
Source      Redmon & Farhadi 2017, arXiv:1612.08242, section 2, "Dimension clusters"; thresholds
            are ours.
"""

from netwright.diagnosis._facts import Facts
from netwright.diagnosis._rule import healthy, ill
from netwright.diagnosis._verdict import Advice, Verdict

NAME = "anchors beside boxes"
SHARE, FAR = 0.6, 0.5
ADVICE = (
    Advice(
        action="leave anchors out of the settings, or say how many: they are then found on the "
        "training boxes, at the side that is used",
        expect="an overlap near the best one, and boxes that are learned in a few epochs",
        cost="a training",
    ),
)


def judge(facts: Facts) -> Verdict:
    """Ill if the anchors are those of other boxes, or of another side."""
    fit, best, far = (facts.figure(f"boxes/{name}") for name in ("fit", "best_fit", "far"))
    share = fit / best if best > 0 else fit
    words = (
        f"the nearest anchor overlaps a training box by {fit:.2f} in the mean; the best anchors "
        f"of this number reach {best:.2f}"
    )
    if not (share < SHARE or far > FAR):
        return healthy(NAME, share, SHARE, words)
    more = f"{far:.0%} of the boxes have sides four times away from those of every anchor"
    return ill(NAME, "ANCHORS", share, SHARE, words, more, advice=ADVICE)
