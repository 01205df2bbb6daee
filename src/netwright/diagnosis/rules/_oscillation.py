"""A loss that jumps up and down and gets nowhere.

Statistic   standard deviation of the differences of the mean losses of successive epochs, at most
            20 stretches of the training, over the mean loss.
Threshold   0.5, with harm and without progress: the second half is not a tenth below the first.
            Certain if a lower learning rate, tried for the rule before this one, gains.
Blind spot  fewer than 5 epochs; the loss of single steps jumps in healthy trainings too (0.09 to
            3), so an epoch of one step is not told from noise.
Source      AutoTrainer (Zhang et al. 2021), oscillating loss; on means of epochs it is ours.
"""

import math
import statistics
from collections.abc import Sequence
from itertools import pairwise

from netwright.diagnosis._facts import Facts
from netwright.diagnosis._harm import gains, harm_of, reached_words
from netwright.diagnosis._rule import healthy, ill, suspect, unsure
from netwright.diagnosis._verdict import Advice, Verdict

NAME = "oscillation"
CAUSE = "OSCILLATE"
JUMPS, PROGRESS = 0.5, 0.1
FEWEST, MOST = 5, 20  # stretches
ADVICE = (
    Advice(
        action="lower the learning rate by 10, or take batches four times as large",
        expect="means of epochs that differ by less than half of the loss",
        cost="a training",
    ),
)


def judge(facts: Facts) -> Verdict:
    """Ill if the loss jumps, gets nowhere, and a lower rate gains."""
    means = _stretches(facts)
    if len(means) < FEWEST:
        return unsure(NAME, f"the losses of {len(means)} epochs; it takes {FEWEST}")
    size = _mean([abs(one) for one in means])
    if not 0 < size < math.inf:
        return unsure(NAME, f"the mean loss is {size:g}")
    means = [one / size for one in means]
    jumps = statistics.stdev(b - a for a, b in pairwise(means))
    progress = _progress(means)
    harm = harm_of(facts)
    if not jumps > JUMPS or progress > PROGRESS:
        return healthy(NAME, jumps, JUMPS)
    words = f"mean losses of {len(means)} successive stretches jump by {jumps:.2f} of the loss; "
    words += (
        f"the second half lies {abs(progress):.0%} {'below' if progress > 0 else 'above'} the first"
    )
    if not harm:
        return healthy(NAME, jumps, JUMPS, words, "no harm")
    for fork in facts.forks:
        if fork.change == "rate" and fork.factor < 1 and gains(facts, fork):
            why = reached_words(facts, fork)
            return ill(NAME, CAUSE, jumps, JUMPS, words, why, advice=ADVICE)
    return suspect(NAME, CAUSE, jumps, JUMPS, words, harm.words, advice=ADVICE)


def _stretches(facts: Facts) -> list[float]:
    """Mean losses of stretches of an epoch or more; a part that is left over at the end is not."""
    losses, epochs = facts.series.loss, facts.updates.epochs
    most = MOST if math.isnan(epochs) else max(1, min(MOST, int(min(epochs, MOST))))
    width = max(1, -(-len(losses) // most))
    starts = range(0, len(losses) - width + 1, width)
    return [_mean(losses[at : at + width]) for at in starts]


def _progress(means: list[float]) -> float:
    """How far the second half lies below the first, as a share of the first."""
    half = len(means) // 2
    first, last = _mean(means[:half]), _mean(means[-half:])
    return (first - last) / max(abs(first), 1e-30)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)  # infinite where ``fmean`` would raise
