"""Noise on the training inputs that the held-out inputs do not have.

Statistic   typical standard deviation of a held-out column over that of training, where the means
            are the same (noise widens a column and leaves its middle) and, for centred columns,
            the held-out columns agree more with each other (noise hides what they share) or have
            another kurtosis (a scale would leave both).
Threshold   0.75; mean slope 0.8 to 1.25; correlation ratio 1.2; kurtosis 0.5. With a held-out
            skill 0.1 below that on training rows, or harm, or less than 0.9.
Blind spot  noise on both splits; augmentation inside the loop: see augmentation.
Source      DeepCrime's operator "add noise"; thresholds ours.
"""

import math

from netwright.diagnosis._facts import Facts
from netwright.diagnosis._harm import GOOD, harm_of
from netwright.diagnosis._rule import healthy, ill
from netwright.diagnosis._verdict import Advice, Verdict

NAME = "noise on the training inputs"
NARROWER, SLOPE, AGREE, SHAPE, GAP = 0.75, (0.8, 1.25), 1.2, 0.5, 0.1
ADVICE = (
    Advice(
        action="train on inputs as clean as those the network will meet; find what adds the noise",
        expect="the held-out skill comes near that on training rows",
        cost="minutes, and a training",
    ),
)


def judge(facts: Facts) -> Verdict:
    """Ill if training columns are wider, with the same middle, and the network suffers."""
    inputs, scores = facts.inputs, facts.scores
    ratio = inputs.spread_ratio
    same = SLOPE[0] < inputs.mean_slope < SLOPE[1]
    hidden = inputs.correlation_ratio > AGREE or inputs.shape_change > SHAPE
    hidden = math.isnan(inputs.mean_slope) and hidden
    if not (ratio < NARROWER and (same or hidden)):
        return healthy(NAME, ratio, NARROWER)
    harm = harm_of(facts)
    poor = scores.skill < GOOD
    if not harm and not poor and not scores.fit - scores.skill > GAP:
        return healthy(NAME, ratio, NARROWER, f"no harm at a ratio of {ratio:.2f}")
    words = f"a held-out column spreads {ratio:.2f} times as far as the same column in training"
    gap = f"skill {scores.fit:.2f} on training rows, {scores.skill:.2f} on held-out rows"
    return ill(NAME, "NOISY_INPUT", ratio, NARROWER, words, gap, advice=ADVICE)
