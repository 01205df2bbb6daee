"""A softmax along the examples instead of the classes.

Statistic   whether each unit's outputs over a batch sum to 1; the axis of each softmax.
Threshold   exact: axis 0.
Blind spot  a softmax by hand inside the network, other than at its end.
Source      NeuraLint's rules for the last layer; the sums are ours.
"""

from netwright.diagnosis._facts import Facts
from netwright.diagnosis._rule import healthy, ill, unsure
from netwright.diagnosis._verdict import Advice, Verdict

NAME = "axis of the softmax"
ADVICE = (
    Advice(
        action="take the softmax along the classes (dim=-1)",
        expect="the outputs of each example sum to 1, whatever else is in the batch",
        cost="a character",
    ),
)


def judge(facts: Facts) -> Verdict:
    """Ill if outputs are shares of the batch."""
    if not facts.output.units:
        return unsure(NAME, "0 outputs were read")
    axes = [layer.axis for layer in facts.start.layers if layer.axis is not None]
    if facts.output.columns_sum_to_one or 0 in axes:
        words = (
            "each of the outputs sums to 1 over the examples of a batch"
            if (facts.output.columns_sum_to_one)
            else "a softmax runs along axis 0, the examples"
        )
        return ill(NAME, "SOFTMAX_AXIS", 0.0, None, words, advice=ADVICE)
    return healthy(NAME, None, None)
