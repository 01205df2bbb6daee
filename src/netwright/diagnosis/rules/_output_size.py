"""Fewer outputs than classes.

Statistic   classes in the labels less outputs (one output can tell two classes apart).
Threshold   0, exact.
Blind spot  classes that occur in no row read.
Source      NeuraLint, UMLAUT: the table of outputs and losses.
"""

from netwright.diagnosis._facts import Facts
from netwright.diagnosis._rule import healthy, ill, unsure
from netwright.diagnosis._verdict import Advice, Verdict

NAME = "number of outputs"


def judge(facts: Facts) -> Verdict:
    """Ill if the network cannot name all classes."""
    targets, units = facts.targets, facts.output.units
    if targets.kind not in ("classes", "binary") or not units:
        return unsure(NAME, f"{units} outputs, targets that are not classes")
    classes = len(targets.counts)
    named = 2 if units == 1 else units
    if classes <= named:
        return healthy(NAME, float(classes - named), 0.0)
    advice = Advice(
        action=f"give the last layer {classes} outputs and use cross-entropy on them",
        expect=f"all {classes} classes can be answered; now at most {named}",
        cost="two lines",
    )
    words = f"{classes} classes, {units} outputs"
    return ill(NAME, "OUT_SIZE", float(classes - named), 0.0, words, advice=(advice,))
