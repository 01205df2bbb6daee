"""Layers in a row without anything that bends between them: together they are one layer.

Statistic   pairs of neighbouring layers with weights and no activation between them.
Threshold   1, with harm.
Blind spot  networks whose activation is written by hand in arithmetic.
Source      UMLAUT; Goodfellow et al. 2016, "Deep Learning", section 6.3.
"""

import itertools

from netwright.diagnosis._facts import Facts
from netwright.diagnosis._harm import harm_of
from netwright.diagnosis._rule import healthy, suspect, unsure
from netwright.diagnosis._verdict import Advice, Verdict

NAME = "activations between layers"
WEIGHTED = ("linear", "conv1d", "conv2d", "conv3d", "addmm", "matmul", "__matmul__")
STRAIGHT = ("dropout", "dropout2d", "batch_norm", "layer_norm", "group_norm", "detach")
ADVICE = (
    Advice(
        action="put a relu between the layers",
        expect="a training loss below that of a linear model",
        cost="a line",
    ),
)


def judge(facts: Facts) -> Verdict:
    """Ill if neighbouring layers collapse into one and the training fails."""
    names = [x.operation for x in facts.start.layers if x.operation not in STRAIGHT]
    if not names:
        return unsure(NAME, "0 operations were seen")
    pairs = sum(a in WEIGHTED and b in WEIGHTED for a, b in itertools.pairwise(names))
    harm = harm_of(facts)
    if not pairs:
        return healthy(NAME, 0.0, 1.0)
    words = f"{pairs} pairs of layers have no activation between them"
    if not harm:
        return healthy(NAME, float(pairs), 1.0, words, "no harm")
    return suspect(NAME, "MISSING_ACT", float(pairs), 1.0, words, harm.words, advice=ADVICE)
