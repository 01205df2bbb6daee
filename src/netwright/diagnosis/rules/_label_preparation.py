"""Labels lost in preparation: one class is left, or classes come that were never trained.

Statistic   distinct training labels; share of held-out labels of a class without a training row.
Threshold   1 class; 0.2 of the held-out rows.
Blind spot  labels that are wrong but varied: see shuffled and noisy labels.
Source      catalogue S15 (labels divided by 255 and cut to whole numbers).
"""

from netwright.diagnosis._facts import Facts
from netwright.diagnosis._rule import healthy, ill, unsure
from netwright.diagnosis._verdict import Advice, Verdict

NAME = "label preparation"
UNSEEN = 0.2
ADVICE = (
    Advice(
        action="count the labels of one batch right before the loss; look for a division, a cast "
        "or a filter that was meant for the inputs",
        expect="as many classes as the data have",
        cost="minutes",
    ),
)


def judge(facts: Facts) -> Verdict:
    """Ill if the training labels never differ, or many held-out classes have no training row."""
    targets = facts.targets
    if targets.kind == "unknown" or facts.inputs.examples < 2:
        return unsure(NAME, "no targets were read: 0 rows")
    if targets.counts:
        present = sum(count > 0 for count in targets.counts)
        total = sum(targets.valid_counts)
        pairs = zip(targets.counts, targets.valid_counts, strict=False)
        unseen = sum(held for own, held in pairs if not own) / total if total else 0.0
        if present == 1:
            words = f"1 class in {sum(targets.counts)} training rows; {unseen:.0%} of the "
            words += "held-out rows are of other classes"
            return ill(NAME, "LABEL_PREP", 1.0, 1.0, words, advice=ADVICE)
        if unseen > UNSEEN:
            words = f"{unseen:.0%} of the held-out rows are of classes without a training row"
            return ill(NAME, "LABEL_PREP", unseen, UNSEEN, words, advice=ADVICE)
        return healthy(NAME, float(present), 1.0)
    if targets.spread == 0:
        words = f"all training targets are {targets.mean:g}"
        return ill(NAME, "LABEL_PREP", 0.0, 0.0, words, advice=ADVICE)
    return healthy(NAME, targets.spread, 0.0)
