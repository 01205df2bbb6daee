"""Style transfer in which nothing happens: the picture stays what it was.

Statistic   the style cost of the result over that of the unchanged picture.
Threshold   0.7, where the result costs no more than the unchanged picture does. Pictures that
            people take for painted end below 0.2.
Blind spot  a photograph that looks like the painting to begin with: there is little to change.
Source      Gatys, Ecker & Bethge 2015, arXiv:1508.06576, for the costs; the threshold is ours.
"""

from netwright.diagnosis._facts import Facts
from netwright.diagnosis._rule import healthy, ill
from netwright.diagnosis._verdict import Advice, Verdict

NAME = "a picture that does not change"
LEFT = 0.7
ADVICE = (
    Advice(
        action="multiply the style weight by 10",
        expect="a style cost below a fifth of the unchanged picture's",
        cost="one picture",
    ),
    Advice(
        action="allow more evaluations, or a higher rate where Adam is used",
        expect="a cost that still falls",
        cost="longer in proportion",
    ),
)


def judge(facts: Facts) -> Verdict:
    """Ill if most of the style cost is still there."""
    left, worse, moved = (facts.figure(f"style/{name}") for name in ("left", "worse", "moved"))
    if not (left > LEFT and worse <= 1):
        return healthy(NAME, left, LEFT)
    words = (
        f"{left:.0%} of the style cost of the unchanged picture are left; the picture moved by "
        f"{moved:.3f} of its range"
    )
    return ill(NAME, "STYLE_WEAK", left, LEFT, words, advice=ADVICE)
