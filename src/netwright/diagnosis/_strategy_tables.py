"""Verdicts that need no second rung: the measure, the labels of dev, a table of tagged errors.

    skill   = 1 - e / (1 - s),  s: share of the most frequent class                         (1)
    part    = share of the errors x dev error: the ceiling of making it right               (2)

WRONG_METRIC: s is 0.9 or more, and (1) below 0.14, the least that a healthy training reached here.
FIX_DEV_LABELS and SLICE: (2) is more than a tenth of the dev error, by the whole Wilson interval
where it is known how many errors were looked at.
Source: Ng 2018, "Machine Learning Yearning", chapters 13 to 19, for (2).
"""

from netwright.diagnosis._strategy_actions import ADVICE
from netwright.diagnosis._strategy_figures import Figures
from netwright.diagnosis._strategy_gaps import PART
from netwright.diagnosis._strategy_intervals import wilson
from netwright.diagnosis._verdict import Health, Verdict

SKILL = 0.14
FREQUENT = 0.9


def measure_verdicts(figures: Figures) -> list[Verdict]:
    """Whether accuracy tells anything here.

    Args:
        figures: with the share of the most frequent class, and an error.

    Returns:
        None, a healthy verdict, or WRONG_METRIC and IMBALANCE.
    """
    share = figures.majority
    if share is None or not figures.errors:
        return []
    error = figures.base
    skill = 1 - error / (1 - share) if share < 1 else 0.0  # (1)
    said = (
        f"accuracy {100 * (1 - error):.3g} %, and {100 * share:.3g} % by always giving the most "
        f"frequent class: skill {skill:.2f}"
    )
    if share < FREQUENT or skill >= SKILL:
        return [_verdict("measure", "healthy", None, skill, SKILL, said)]
    uneven = f"the most frequent class makes {100 * share:.3g} % of the examples"
    return [
        _verdict("measure", "ill", "WRONG_METRIC", skill, SKILL, said),
        _verdict("classes", "ill", "IMBALANCE", share, FREQUENT, uneven),
    ]


def label_verdict(figures: Figures) -> Verdict | None:
    """Whether wrong dev labels are worth mending.

    Args:
        figures: with the share of the dev errors that have a wrong label.

    Returns:
        FIX_DEV_LABELS, NOT_LABELS, or unsure; None where nobody has looked.
    """
    share, count = figures.mislabelled, figures.counts.get("errors")
    if share is None:
        return None
    said = f"wrong labels make {100 * share:.3g} % of the dev errors"
    if "dev" in figures.errors:
        dev = figures.errors["dev"]
        said += f": {100 * share * dev:.2g} of {100 * dev:.3g} points"  # (2)
    low, high = (share, share) if count is None else wilson(round(share * count), count)
    if count is not None:
        said += f", {100 * low:.2g} to {100 * high:.2g} % by {count} errors looked at"
    if low > PART:
        return _verdict("labels", "ill", "FIX_DEV_LABELS", share, PART, said)
    if high > PART and share > PART:
        return _verdict("labels", "unsure", "NOT_ESTABLISHED", share, PART, said)
    return _verdict("labels", "healthy", "NOT_LABELS", share, PART, said)


def slices_verdict(figures: Figures) -> Verdict:
    """The tags of the errors, largest first.

    Args:
        figures: with shares of the dev errors by tag.

    Returns:
        SLICE where the first makes more than a tenth of the errors, else healthy.
    """
    ranked = sorted(figures.slices.items(), key=lambda item: -item[1])
    dev = figures.errors.get("dev")
    said = [f"{name}: {100 * share:.3g} % of the dev errors" for name, share in ranked]
    if dev is not None:
        said = [
            f"{line}, at most {100 * share * dev:.2g} points"  # (2)
            for line, (_, share) in zip(said, ranked, strict=True)
        ]
    largest = ranked[0][1]
    health: Health = "ill" if largest > PART else "healthy"
    return _verdict("slices", health, "SLICE" if health == "ill" else None, largest, PART, *said)


def _verdict(
    rule: str, health: Health, cause: str | None, statistic: float, threshold: float, *said: str
) -> Verdict:
    return Verdict(
        rule=rule,
        health=health,
        cause=cause,
        statistic=statistic,
        threshold=threshold,
        evidence=said,
        advice=ADVICE[cause] if cause else (),
    )
