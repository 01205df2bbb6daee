"""Weights that no gradient reaches: the graph is cut.

Statistic   share of the trainable numbers without a gradient after a backward pass on a copy.
Threshold   0.05, with harm on training rows; 0.95 exact.
Blind spot  parts that are not used by intent: the gate holds them.
Source      NeuraLint; the classic detach(), .data, no_grad() or a trip through NumPy in forward.
"""

from netwright.diagnosis._facts import Facts
from netwright.diagnosis._harm import harm_of
from netwright.diagnosis._rule import healthy, ill
from netwright.diagnosis._verdict import Advice, Verdict

NAME = "gradients that arrive"
PART, ALL = 0.05, 0.95
ADVICE = (
    Advice(
        action="take detach(), .data, no_grad(), item() and numpy() out of the forward pass",
        expect="every trainable weight has a gradient after backward()",
        cost="minutes",
    ),
)


def judge(facts: Facts) -> Verdict:
    """Ill if the gradient does not reach a good part of the weights."""
    cut = facts.start.cut
    if not cut > PART:
        return healthy(NAME, cut, PART)
    harm = harm_of(facts)
    words = f"{cut:.0%} of the trainable numbers get no gradient"
    seen = sum(layer.operation.startswith("detach") for layer in facts.start.layers)
    if cut <= ALL and not harm.fitting and not seen:
        return healthy(NAME, cut, PART, words, "no harm")
    why = f"{seen} calls of detach in the forward pass"
    return ill(NAME, "DETACHED", cut, PART, words, why, advice=ADVICE)
