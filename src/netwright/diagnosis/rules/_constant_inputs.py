"""Inputs that say nothing: all examples are equal.

Statistic   standard deviation of every column over the examples.
Threshold   0, exact.
Blind spot  inputs that vary and still have nothing to do with the targets: see shuffled labels.
Source      Karpathy 2019, "A recipe for training neural networks": the input-independent baseline.
"""

from netwright.diagnosis._facts import Facts
from netwright.diagnosis._rule import healthy, ill, unsure
from netwright.diagnosis._verdict import Advice, Verdict

NAME = "constant inputs"
ADVICE = (
    Advice(
        action="look at a batch right before it enters the network and follow the preparation "
        "back to where the values are lost (a mask, a cast to integers, a division)",
        expect="the network can tell examples apart; now it can only learn the mean target",
        cost="minutes",
    ),
)


def judge(facts: Facts) -> Verdict:
    """Ill if all examples are equal."""
    inputs = facts.inputs
    if inputs.examples < 2:
        return unsure(NAME, f"{inputs.examples} rows were read; it takes 2")
    if inputs.constant:
        words = f"all {inputs.examples} examples are equal in all {inputs.columns} columns"
        return ill(NAME, "INPUT_IGNORED", 0.0, 0.0, words, advice=ADVICE)
    return healthy(NAME, inputs.spread, 0.0)
