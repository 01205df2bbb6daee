"""Embeddings that collapse: pictures of different people lie where those of one person lie.

Statistic   mean cosine between the embeddings of two people held out.
Threshold   0.9, where the mean of one person is not 0.05 above it, and more than a quarter of the
            pairs are taken wrongly: then nothing of who is on a picture is left.
Blind spot  embeddings that lie apart by what is no matter, such as the light.
Source      Hadsell, Chopra & LeCun 2006, section 2.1, on collapsed solutions; the figures are ours.
"""

from netwright.diagnosis._facts import Facts
from netwright.diagnosis._rule import healthy, ill
from netwright.diagnosis._verdict import Advice, Verdict

NAME = "embeddings that collapse"
ALIKE, APART, HARM = 0.9, 0.05, 0.25
ADVICE = (
    Advice(
        action="divide the learning rate by 10, or use --set objective=margin, which cannot be "
        "content with equal embeddings",
        expect="a mean cosine of two people near 0",
        cost="a training",
    ),
)


def judge(facts: Facts) -> Verdict:
    """Ill if all embeddings are nearly one."""
    alike, own, eer = (facts.figure(f"people/{name}") for name in ("alike", "own", "eer"))
    if not (alike > ALIKE and own - alike < APART and eer > HARM):
        return healthy(NAME, alike, ALIKE)
    words = (
        f"the mean cosine of two people is {alike:.3f}, that of one person {own:.3f}; the equal "
        f"error rate is {eer:.3f}"
    )
    return ill(NAME, "COLLAPSED", alike, ALIKE, words, advice=ADVICE)
