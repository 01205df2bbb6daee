"""A metric that does not say what the network has learnt.

Statistic   correlation of the held-out metric with the held-out loss over the epochs; whether the
            metric stands still.
Threshold   below 0.5 either way, over 5 epochs and more, while the loss falls by a fifth and the
            metric varies by a twentieth of its mean; or no change at all, at a skill from 0.3 to
            0.97. Only where there is no harm, and only suspected: it is never a cause.
Blind spot  an error that is near 0 and varies by chance; a metric that was handed over as a loss.
Source      TheDeepChecker (Ben Braiek & Khomh 2023), loss and metric; the conditions are ours.
"""

import math
import statistics

from netwright.diagnosis._facts import Facts
from netwright.diagnosis._harm import harm_of
from netwright.diagnosis._rule import healthy, suspect, unsure
from netwright.diagnosis._verdict import Advice, Verdict

NAME = "metric and loss"
CAUSE = "WRONG_METRIC"
EPOCHS, FALL, RELATED, VARIES, STILL = 5, 0.2, 0.5, 0.05, 1e-3
LEARNT = (0.3, 0.97)
ADVICE = (
    Advice(
        action="compute the metric by hand for ten held-out rows; look at its threshold, the axis "
        "of its argmax, the order of its arguments, and what it averages over",
        expect="a metric that gets better as the held-out loss falls",
        cost="minutes",
    ),
)


def judge(facts: Facts) -> Verdict:
    """Suspected if the metric stands still, or goes its own way, while the network learns."""
    pairs = zip(facts.series.valid_loss, facts.series.valid_metric, strict=False)
    known = [(a, b) for a, b in pairs if math.isfinite(a) and math.isfinite(b)]
    if len(known) < EPOCHS:
        return unsure(NAME, f"{len(known)} epochs with a loss and a metric; it takes {EPOCHS}")
    if harm_of(facts):
        return unsure(NAME, "a training that fails says nothing of its metric")
    last = known[-1][1]
    loss, metric = _scaled([a for a, _ in known]), _scaled([b for _, b in known])
    related = _correlation(loss, metric)
    if not _fall(loss) > FALL:
        return healthy(NAME, related, RELATED, f"the held-out loss falls by {_fall(loss):.0%}")
    mean, spread = statistics.fmean(metric), statistics.pstdev(metric)
    learnt = f"while the held-out loss falls by {_fall(loss):.0%} and the skill reaches "
    learnt += f"{facts.scores.skill:.2f}"
    if spread <= STILL * abs(mean):
        words = f"the metric stays at {last:.3g} for {len(metric)} epochs, {learnt}"
        if LEARNT[0] < facts.scores.skill < LEARNT[1]:
            return suspect(NAME, CAUSE, related, RELATED, words, advice=ADVICE)
        return healthy(NAME, spread, None, words)
    if not related < RELATED or spread <= VARIES * abs(mean):
        return healthy(NAME, related, RELATED)
    words = f"metric and loss of {len(metric)} epochs correlate by {related:.2f}, {learnt}"
    return suspect(NAME, CAUSE, related, RELATED, words, advice=ADVICE)


def _scaled(values: list[float]) -> list[float]:
    """Over the largest, so that no square is too large to be said."""
    largest = max(abs(value) for value in values) or 1.0
    return [value / largest for value in values]


def _fall(loss: list[float]) -> float:
    """How far the last third lies below the first epoch, as a share of it."""
    last = statistics.fmean(loss[-max(1, len(loss) // 3) :])
    return (loss[0] - last) / loss[0] if loss[0] > 0 else math.nan


def _correlation(a: list[float], b: list[float]) -> float:
    """The size of the correlation; not-a-number where one of the two stands still."""
    try:
        return abs(statistics.correlation(a, b))
    except statistics.StatisticsError:
        return math.nan
