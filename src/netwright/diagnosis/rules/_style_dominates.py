"""Style transfer in which the content hardly counts: the things on the picture are lost.

Statistic   the content's share of the cost of the result, its weight included.
Threshold   0.02, with harm: the content cost is above 0.5 of that of an unrelated picture, the
            style itself. In a picture that shows both, the two parts are of one order.
Blind spot  a picture that was stopped early, or began with noise and had no time to find things.
Source      Gatys, Ecker & Bethge 2015, arXiv:1508.06576, figure 3, for the trade; the figures ours.
"""

from netwright.diagnosis._facts import Facts
from netwright.diagnosis._rule import healthy, ill
from netwright.diagnosis._verdict import Advice, Verdict

NAME = "style that drowns the content"
SHARE, LOST = 0.02, 0.5
ADVICE = (
    Advice(
        action="divide the style weight by 10 until things can be seen, or raise the content's",
        expect="a content share of the cost above 10 %",
        cost="one picture each",
    ),
)


def judge(facts: Facts) -> Verdict:
    """Ill if the content is lost and has no part in the cost."""
    share, lost = (facts.figure(f"style/{name}") for name in ("share", "lost"))
    if not (share < SHARE and lost > LOST):
        return healthy(NAME, share, SHARE)
    words = (
        f"{share:.2%} of the cost is content, the rest style and smoothness; the result differs "
        f"from the content by {lost:.0%} of what an unrelated picture does"
    )
    return ill(NAME, "STYLE_DOMINATES", share, SHARE, words, advice=ADVICE)
