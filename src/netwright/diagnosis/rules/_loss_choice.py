"""A loss that does not fit the targets.

Statistic   numbers: how much cheaper an answer beside the target is than the target itself.
            Classes: whether a wrong answer costs hardly more the surer it is, where the outputs are
            squashed: then the gradient of a surely wrong answer is nearly 0.
Threshold   1e-4 of the loss; exact, with harm on training rows.
Blind spot  squared errors on probabilities that happen to train well: no harm, no fault.
Source      Goodfellow et al. 2016, "Deep Learning", section 6.2.2.2; asking the loss is ours.
"""

from netwright.diagnosis._facts import Facts
from netwright.diagnosis._harm import harm_of
from netwright.diagnosis._rule import healthy, ill
from netwright.diagnosis._verdict import Advice, Verdict

NAME = "choice of the loss"
CAUSE = "LOSS_MISMATCH"
GAP = 1e-4
SQUARED = (
    Advice(
        action="use a squared or absolute error: the targets are numbers",
        expect="the best answer is the target itself",
        cost="a line",
    ),
)
ENTROPY = (
    Advice(
        action="use cross-entropy on the scores, without a softmax or sigmoid before it",
        expect="a surely wrong answer gets a large gradient, and the loss moves",
        cost="a line",
    ),
)


def judge(facts: Facts) -> Verdict:
    """Ill if the loss asks for something else than the targets."""
    loss, output = facts.loss, facts.output
    if facts.targets.kind == "numbers":
        gap = loss.minimum_gap
        if gap > GAP:
            words = f"an answer beside the target costs less by {gap:.2g} of the loss"
            return ill(NAME, CAUSE, gap, GAP, words, advice=SQUARED)
        return healthy(NAME, gap, GAP)
    squashed = output.floor >= 0 and output.ceiling <= 1
    if not (loss.bounded and squashed):
        return healthy(NAME, None, None)
    harm = harm_of(facts)
    words = "a surely wrong answer costs hardly more than a wrong one, and outputs are squashed to "
    words += f"{output.lowest:.2g} to {output.highest:.2g}"
    if not harm.fitting:
        return healthy(NAME, None, None, words, "no harm")
    return ill(NAME, CAUSE, None, None, words, harm.words, advice=ENTROPY)
