"""A class of masks that is never answered, though the training shows it.

Statistic   the largest share of known training pixels of a class that no answer on train names.
Threshold   0.2 %, with half of the split's classes or fewer left out: where more are, the whole
            training is at fault, and other rules say how.
Blind spot  a class that is answered now and then, and always in the wrong place.
Source      Milletari et al. 2016, arXiv:1606.04797, section 3, for small regions that
            cross-entropy gives up, and for Dice against it; the thresholds are ours.
"""

from netwright.diagnosis._facts import Facts
from netwright.diagnosis._rule import healthy, ill
from netwright.diagnosis._verdict import Advice, Verdict

NAME = "classes of pixels never answered"
SHARE, MOST = 0.002, 0.5
ADVICE = (
    Advice(
        action="give the Dice loss more weight: --set dice=3, which counts every class alike",
        expect="rare classes answered, and a higher mean intersection over union",
        cost="a training",
    ),
    Advice(
        action="train longer, or at a larger side: thin things need pixels",
        expect="the same",
        cost="a longer training",
    ),
)


def judge(facts: Facts) -> Verdict:
    """Ill if the training shows a class that is never answered."""
    share, never = facts.figure("masks/never"), facts.figure("masks/left_out")
    if not (share > SHARE and never <= MOST):
        return healthy(NAME, share, SHARE)
    words = (
        f"{never:.0%} of the classes are never answered on train, one of them {share:.2%} of its "
        "known pixels"
    )
    return ill(NAME, "CLASS_NEVER", share, SHARE, words, advice=ADVICE)
