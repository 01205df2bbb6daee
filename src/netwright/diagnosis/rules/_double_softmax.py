"""Probabilities handed to a loss that makes probabilities itself.

Statistic   outputs that stay between 0 and 1 whatever the weights, and a loss that reads scores.
Threshold   exact. The second softmax of k shares gives at most e / (e + k - 1) to one class.
Blind spot  none known where the loss can be asked.
Source      UMLAUT; torch's CrossEntropyLoss and BCEWithLogitsLoss say so in their documentation.
"""

import math

from netwright.diagnosis._facts import Facts
from netwright.diagnosis._rule import healthy, ill, unsure
from netwright.diagnosis._verdict import Advice, Verdict

NAME = "softmax taken twice"
ADVICE = (
    Advice(
        action="take the softmax or sigmoid off the network; the loss has its own. Use it only "
        "where probabilities are read",
        expect="the loss can fall to 0 and learns several times faster",
        cost="a line",
    ),
)


def judge(facts: Facts) -> Verdict:
    """Ill if squashed outputs enter a loss that squashes."""
    output, loss = facts.output, facts.loss
    if loss.reads == "unknown" or not output.units:
        return unsure(NAME, f"{output.units} outputs, and a loss that could not be asked")
    squashed = output.rows_sum_to_one or (output.floor >= 0 and output.ceiling <= 1)
    if loss.reads != "scores" or not squashed:
        return healthy(NAME, None, None)
    units = max(output.units, 2)
    most = math.e / (math.e + units - 1)
    words = f"outputs lie between {output.lowest:.3g} and {output.highest:.3g} and enter a loss "
    words += f"that reads scores: no class can get more than {most:.2f}"
    return ill(NAME, "DOUBLE_SOFTMAX", most, 1.0, words, advice=ADVICE)
