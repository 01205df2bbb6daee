"""Examples of a batch that see each other.

Statistic   greatest change of the first half's outputs, over their spread, when the second half of
            a batch is replaced, in evaluation mode.
Threshold   1e-3.
Blind spot  networks that normalise over the batch by intent, which torch is seen to do.
Source      Karpathy 2019, "A recipe for training neural networks": gradients of one example.
"""

from netwright.diagnosis._facts import Facts
from netwright.diagnosis._rule import healthy, ill
from netwright.diagnosis._verdict import Advice, Verdict

NAME = "examples kept apart"
CHANGE = 1e-3
ADVICE = (
    Advice(
        action="look for a view, reshape, mean or softmax whose axis is that of the examples",
        expect="an example's answer no longer depends on its batch",
        cost="minutes",
    ),
)


def judge(facts: Facts) -> Verdict:
    """Ill if an answer depends on the other examples of its batch."""
    change = facts.output.mixing
    by_intent = any(layer.operation == "batch_norm" for layer in facts.start.layers)
    if change > CHANGE and not by_intent:
        words = (
            f"an answer changes by {change:.2g} of the outputs' spread when only other examples "
        )
        return ill(NAME, "BATCH_MIX", change, CHANGE, words + "do", advice=ADVICE)
    return healthy(NAME, change, CHANGE)
