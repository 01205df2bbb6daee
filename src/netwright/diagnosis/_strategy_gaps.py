"""The steps of the ladder: how large each is, and whether the figures suffice to say so.

    best possible -> train -> train-dev -> dev -> test
              bias      variance    mismatch   overfit of dev

    gap      = e_above - e_below                                                            (1)
    error    = sqrt(v_above + v_below),  v = p (1 - p) / n; 0 where there is no count        (2)
    ill      gap > 2 error  and  gap > 0.1 e_dev                                            (3)
    healthy  gap <= 0.1 e_dev  and  gap + 2 error <= 0.4 e_dev                              (4)
    needed   n = v1 / ((gap / 2)^2 - v_other),  v1: the variance of one example             (5)
    optimism = error_dev sqrt(2 ln k), what choosing among k models gives at most; the       (6)
               standard error on as many rows as dev has, at the error of test

What is neither (3) nor (4) is unsure: the gap is there or not, these many examples cannot tell.
Where dev was looked at k times, a gap to test is expected, and one standard error suffices
when (6) is two or more. A gap beyond what even 100 looks explain has another cause. Without
train-dev, the step from train to dev is taken for variance.

Blind spot: equal examples behind two rungs make (2) too large. False alarms: a gap that is not
there passes (3) with a chance of 2.8 % at most, for 60 examples or more (3.3 % for 30).
Source: Ng 2018, "Machine Learning Yearning", chapters 40 to 41, for the ladder; (2) to (6) ours.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from netwright.diagnosis._strategy_actions import ADVICE, ONE_POOL
from netwright.diagnosis._strategy_figures import Figures, points
from netwright.diagnosis._strategy_intervals import share_variance
from netwright.diagnosis._verdict import Advice, Health, Verdict

SURE = 2.0  # standard errors
PART = 0.1  # of the dev error: a smaller gap is not worth an action
SEEN = 0.4  # of the dev error: a gap of this size would have shown, or we are unsure
ROUNDS = 8
ROUNDING = 1e-9  # 10 - 9 per cent is not more than a tenth of 10
EXPECTED = 2.0  # standard errors of optimism from which one standard error suffices
MANY = 100  # looks at dev, where their number is not known
NAMES = {
    "AVOIDABLE_BIAS": "avoidable bias",
    "VARIANCE": "variance",
    "DATA_MISMATCH": "data mismatch",
    "DEV_OVERFIT": "dev overfit",
}
SAID = {"train_dev": "train-dev", "human": "best possible"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """One step of the ladder.

    Args:
        cause: its code.
        below: rung it starts from.
        above: rung it leads to.
        value: equation (1), a fraction; below 0 where the upper rung is easier.
        standard_error: equation (2), a fraction.
        bar: what the gap must exceed, equation (3).
        health: equations (3) and (4).
        needed: examples of ``scarce`` at which a gap of this size is established; None where it
            is, or where no number of them would do.
        scarce: the rung whose examples are lacking; empty where none are.
        note: a sentence more, or none.
        elsewhere: whether choosing on dev cannot explain a step to test.
    """

    cause: str
    below: str
    above: str
    value: float
    standard_error: float
    bar: float
    health: Health
    needed: int | None = None
    scarce: str = ""
    note: str = ""
    elsewhere: bool = False

    @property
    def name(self) -> str:
        """What the step is called."""
        return NAMES[self.cause]


def gaps_of(figures: Figures, best: float | None, *, labels: float = 0.0) -> tuple[Gap, ...]:
    """Every step that the figures allow.

    Args:
        figures: errors and counts; that of "human" belongs to ``best``.
        best: the best possible error; None leaves out the first step.
        labels: share of the dev errors that wrong dev labels make; the steps up to dev are
            measured without them.

    Returns:
        The steps in the order of the ladder.
    """
    errors = {rung: error for rung, error in figures.errors.items() if rung != "human"}
    if best is not None:
        errors["human"] = best
    right = {**errors, "dev": errors.get("dev", 0.0) * (1 - labels)}
    upper = "train_dev" if "train_dev" in errors else "dev"
    steps = [
        ("AVOIDABLE_BIAS", "human", "train"),
        ("VARIANCE", "train", upper),
        ("DATA_MISMATCH", "train_dev", "dev"),
        ("DEV_OVERFIT", "dev", "test"),
    ]
    gaps = []
    for cause, below, above in steps:
        if below in errors and above in errors:
            gap = _gap(figures, right if above == "dev" else errors, cause, below, above)
            if labels > 0 and above == "dev":
                less = f"without the {points(errors['dev'] - right['dev'])} that wrong labels make"
                gap = replace(gap, note=less)
            gaps.append(gap)
    return tuple(gaps)


def verdict_of(gap: Gap, figures: Figures, best: float) -> Verdict:
    """A step in words.

    Args:
        gap: the step.
        figures: it was measured on.
        best: the best possible error it was measured from, a fraction.

    Returns:
        The verdict; its statistic and threshold are fractions.
    """
    errors = {**figures.errors, "human": best}
    low, high = (
        f"{SAID.get(rung, rung)} {100 * errors[rung]:.3g} %" for rung in (gap.below, gap.above)
    )
    exact = (
        "exact figures"
        if gap.standard_error == 0
        else (f"standard error {100 * gap.standard_error:.2g}")
    )
    evidence = [f"{gap.name}: {points(gap.value)}, {low} to {high} ({exact})"]
    if gap.health == "unsure":
        evidence.append(_lacking(gap, figures.counts))
    if gap.note:
        evidence.append(gap.note)
    causes: dict[Health, str | None] = {"ill": gap.cause, "unsure": "NOT_ESTABLISHED"}
    cause = causes.get(gap.health)
    return Verdict(
        rule=gap.name,
        health=gap.health,
        cause=cause,
        statistic=gap.value,
        threshold=gap.bar,
        evidence=tuple(evidence),
        advice=_advice(gap, cause),
    )


def _advice(gap: Gap, cause: str | None) -> tuple[Advice, ...]:
    if cause == gap.cause and gap.elsewhere:
        return (ONE_POOL,)
    if cause is None or gap.needed is None:
        return ADVICE[cause] if cause else ()
    name = SAID.get(gap.scarce, gap.scarce)
    measure = f"measure the error on {gap.needed} {name} examples before changing anything"
    return tuple(replace(advice, action=measure) for advice in ADVICE[cause])


def _lacking(gap: Gap, counts: Mapping[str, int]) -> str:
    said = f"not established: more than {points(gap.bar)} would be more than chance"
    if gap.needed is None:
        return f"{said}; both counts must grow"
    name = SAID.get(gap.scarce, gap.scarce)
    return f"{said}; {gap.needed} {name} examples needed, {counts[gap.scarce]} there"


def _gap(figures: Figures, errors: Mapping[str, float], cause: str, below: str, above: str) -> Gap:
    value = errors[above] - errors[below]  # (1)
    variances = {
        rung: share_variance(errors[rung], figures.counts.get(rung)) for rung in (below, above)
    }
    error = math.sqrt(sum(variances.values()))  # (2)
    base = figures.base
    sure, note, elsewhere = SURE, "", False
    if cause == "DEV_OVERFIT":
        looks = figures.looks or MANY
        spread = math.sqrt(share_variance(errors["test"], figures.counts.get("dev")))
        optimism = spread * math.sqrt(2 * math.log(looks))  # (6)
        elsewhere = error > 0 and value > optimism + SURE * error
        if figures.looks is not None:
            sure = 1.0 if optimism >= EXPECTED * spread else SURE
        if figures.looks is not None or elsewhere:
            note = _choosing(looks, optimism, value)
    bar = max(sure * error, PART * base)
    health: Health = "unsure"
    if value > bar * (1 + ROUNDING):
        health = "ill"  # (3)
    elif value <= PART * base * (1 + ROUNDING) and value + SURE * error <= SEEN * base:
        health = "healthy"  # (4)
    elif error == 0:
        health = "healthy"
    gap = Gap(
        cause=cause,
        below=below,
        above=above,
        value=value,
        standard_error=error,
        bar=bar,
        health=health,
        note=note,
        elsewhere=elsewhere,
    )
    if health != "unsure":
        return gap
    wanted = value if value > PART * base else SEEN * base - value
    scarce = below if variances[below] > variances[above] else above
    other = variances[above if scarce == below else below]
    needed = _needed(errors[scarce], figures.counts[scarce], wanted, other)
    return replace(gap, needed=needed, scarce=scarce)


def _needed(share: float, count: int, gap: float, other: float) -> int | None:
    """Equation (5); None where the other rung alone is too uncertain."""
    room = (gap / SURE) ** 2 - other
    if room <= 0:
        return None
    needed = count
    for _ in range(ROUNDS):  # v1 depends a little on n, by the examples that (2) adds
        needed = math.ceil(share_variance(share, needed) * (needed + 4) / room)  # (5)
    return max(needed, count + 1)


def _choosing(looks: int, optimism: float, gap: float) -> str:
    elsewhere = "such as a test set from elsewhere"
    if looks == 1:
        because = f": the gap has another cause, {elsewhere}" if gap > 0 else ""
        return f"nothing was chosen on dev{because}"
    said = f"the best of {looks} on dev looks up to {points(optimism)} better than it is"
    if gap <= 0:
        return said
    if gap <= optimism:
        return f"{said}: that explains the whole gap"
    return f"{said}: the rest of the gap has another cause, {elsewhere}"
