"""Boxes that the grid cannot hold: too small for a cell, or several in one.

Statistic   share of the training boxes that are never found, at any score, of the class that is
            found worst.
Threshold   half, where as many boxes are narrower than half a cell, or share their cell with
            another; boxes that are merely hard to see are no fault of the grid.
Blind spot  boxes lost in scaling that were never drawn.
Source      Redmon et al. 2016, arXiv:1506.02640, section 2.4, "Limitations of YOLO"; the
            thresholds are ours.
"""

from netwright.diagnosis._facts import Facts
from netwright.diagnosis._rule import healthy, ill
from netwright.diagnosis._verdict import Advice, Verdict

NAME = "boxes beside cells"
UNFOUND, LOST = 0.5, 0.5
ADVICE = (
    Advice(
        action="train at a larger side, so that a box covers more cells: --set side=832",
        expect="more of the small and the crowded boxes found",
        cost="a training of four times the time for twice the side",
    ),
    Advice(
        action="cut large pictures into parts before training, and answer part by part",
        expect="the same, at no larger network input",
        cost="an hour",
    ),
)


def judge(facts: Facts) -> Verdict:
    """Ill if boxes are not found and the grid explains it."""
    names = ("unfound", "small", "shared")
    unfound, small, shared = (facts.figure(f"boxes/{name}") for name in names)
    lost = max(small, shared)
    words = f"of the class found worst {unfound:.0%} of the training boxes are never found"
    if not (unfound > UNFOUND and lost > LOST):
        return healthy(NAME, unfound, UNFOUND, words)
    why = (
        f"{small:.0%} of the training boxes are narrower than half a cell of 16 pixels, "
        f"{shared:.0%} share their cell with another"
    )
    return ill(NAME, "GRID_COARSE", unfound, UNFOUND, words, why, advice=ADVICE)
