"""Which verdict comes first.

    1. the measure says nothing              WRONG_METRIC
    2. the largest step, or wrong labels     AVOIDABLE_BIAS VARIANCE DATA_MISMATCH DEV_OVERFIT
       of dev, that is established           FIX_DEV_LABELS
       - at both ends of what the best possible error may be, else BAYES_UNKNOWN
       - VARIANCE of which a learning curve shows that examples help: MORE_DATA
    3. a step that these figures can neither show nor exclude      NOT_ESTABLISHED
    4. no step left                          a slice, if the errors were tagged; else NONE

Wrong dev labels are taken out of the dev error before the steps up to dev are measured: they look
like variance or mismatch, and no training mends them.
"""

from collections.abc import Sequence
from dataclasses import replace

from netwright.diagnosis._strategy_actions import ADVICE
from netwright.diagnosis._strategy_bayes import BayesLevel
from netwright.diagnosis._strategy_figures import Figures
from netwright.diagnosis._strategy_gaps import PART, Gap, gaps_of, verdict_of
from netwright.diagnosis._strategy_more_data import SIZES, forecast, more_data
from netwright.diagnosis._strategy_tables import label_verdict, measure_verdicts, slices_verdict
from netwright.diagnosis._verdict import Verdict

TIE = 0.9  # of the largest step: the cheaper action is taken
CHEAPEST = ("FIX_DEV_LABELS", "AVOIDABLE_BIAS", "VARIANCE", "DEV_OVERFIT", "DATA_MISMATCH")
LADDER = "ladder"


def judge(
    figures: Figures, level: BayesLevel
) -> tuple[Verdict, tuple[Verdict, ...], tuple[Gap, ...]]:
    """All verdicts on some figures, and the first.

    Args:
        figures: errors, counts and tables.
        level: what is known of the best possible error.

    Returns:
        The first verdict, all of them, and the steps at the least bias that is possible.
    """
    labels = label_verdict(figures)
    mending = labels is not None and labels.health == "ill"
    wrong = (figures.mislabelled or 0.0) if mending else 0.0
    counts = {rung: count for rung, count in figures.counts.items() if rung != "human"}
    counts |= {} if level.count is None else {"human": level.count}
    figures = replace(figures, counts=counts)
    least = gaps_of(figures, level.high, labels=wrong)
    most = gaps_of(figures, level.low, labels=wrong)
    verdicts = [*measure_verdicts(figures), *([labels] if labels else [])]
    verdicts += _steps(figures, level, least, most)
    if len({size for size, *_ in figures.curve}) >= SIZES:
        sizes, errors = [p[0] for p in figures.curve], [p[2] for p in figures.curve]
        verdicts.append(more_data(forecast(sizes, errors, count=figures.counts.get("dev"))))
    if figures.slices:
        verdicts.append(slices_verdict(figures))
    part = wrong * figures.base
    ends = (_largest(least, part), _largest(most, part))
    first = _first(figures, verdicts, ends) or _unknown(figures, level, ends, least, part)
    return first, tuple(verdicts if first in verdicts else [*verdicts, first]), least


def _first(figures: Figures, verdicts: Sequence[Verdict], ends: tuple[str, str]) -> Verdict | None:
    """The first verdict; None where the best possible error decides, and is not known."""
    ill = {verdict.cause: verdict for verdict in verdicts if verdict.health == "ill"}
    if "WRONG_METRIC" in ill:
        return ill["WRONG_METRIC"]
    cause = ends[0] if ends[0] in (ends[1], "NOT_ESTABLISHED") else "BAYES_UNKNOWN"
    if cause in ("VARIANCE", "BAYES_UNKNOWN") and "MORE_DATA" in ill:
        cause = "MORE_DATA"
    if cause in ("", "NONE") and "SLICE" in ill:
        cause = "SLICE"
    if cause in ill:
        return ill[cause]
    if cause == "BAYES_UNKNOWN":
        return None
    if cause == "NOT_ESTABLISHED":
        unsure = [v for v in verdicts if v.health == "unsure" and v.cause == cause]
        return max(unsure, key=lambda verdict: verdict.statistic or 0.0)
    if cause == "":
        return next((verdict for verdict in verdicts if verdict.cause), _nothing(figures))
    return _none(figures, verdicts)


def _largest(gaps: Sequence[Gap], labels: float) -> str:
    """The cause of the largest established step; "" where there is no step at all."""
    sizes = {gap.cause: gap.value for gap in gaps if gap.health == "ill"}
    if labels > 0:
        sizes["FIX_DEV_LABELS"] = labels
    if sizes:
        enough = TIE * max(sizes.values())
        return next(cause for cause in CHEAPEST if sizes.get(cause, 0.0) >= enough)
    if any(gap.health == "unsure" for gap in gaps):
        return "NOT_ESTABLISHED"
    return "NONE" if gaps else ""


def _steps(
    figures: Figures, level: BayesLevel, least: Sequence[Gap], most: Sequence[Gap]
) -> list[Verdict]:
    """A verdict for each step; the first one is unsure where the best possible error decides."""
    verdicts = []
    for low, high in zip(least, most, strict=True):
        if low.health == high.health:
            verdicts.append(verdict_of(low, figures, level.high))
            continue
        spoken = f"{low.name}: between {100 * low.value:.3g} and {100 * high.value:.3g} points"
        verdicts.append(
            Verdict(
                rule=low.name,
                health="unsure",
                cause="BAYES_UNKNOWN",
                statistic=None,
                threshold=high.bar,
                evidence=(f"{spoken}; {level.why}",),
                advice=ADVICE["BAYES_UNKNOWN"],
            )
        )
    return verdicts


def _unknown(
    figures: Figures, level: BayesLevel, ends: tuple[str, str], least: Sequence[Gap], labels: float
) -> Verdict:
    """The answer turns within what the best possible error may be."""
    rivals = [gap.value for gap in least if gap.health == "ill" and gap.below != "human"]
    bar = max([least[0].bar, labels / TIE, *(TIE * value for value in rivals)])
    turn = figures.errors["train"] - bar
    said = {"NONE": "nothing is to be done"}
    below, above = (said.get(end, f"{end} comes first") for end in (ends[1], ends[0]))
    return Verdict(
        rule=LADDER,
        health="unsure",
        cause="BAYES_UNKNOWN",
        threshold=turn,
        evidence=(
            level.why,
            f"if the best possible error is below {100 * turn:.3g} %, {below}; above it, {above}",
        ),
        advice=ADVICE["BAYES_UNKNOWN"],
    )


def _none(figures: Figures, verdicts: Sequence[Verdict]) -> Verdict:
    return Verdict(
        rule=LADDER,
        health="healthy",
        cause="NONE",
        threshold=PART * figures.base,
        evidence=tuple(verdict.evidence[0] for verdict in verdicts if verdict.health == "healthy"),
        advice=ADVICE["NONE"],
    )


def _nothing(figures: Figures) -> Verdict:
    measure = "measure the error on train and on dev rows in the same way"
    lacking = [rung for rung in ("train", "dev") if rung not in figures.errors]
    return Verdict(
        rule=LADDER,
        health="unsure",
        cause="NOT_ESTABLISHED",
        evidence=(f"no step can be measured: {' and '.join(lacking)} error not given",),
        advice=(replace(ADVICE["NOT_ESTABLISHED"][0], action=measure),),
    )
