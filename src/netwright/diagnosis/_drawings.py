"""The evidence of a diagnosis as drawings: plain values that a report or a notebook can draw.

    the cause   what its rule went by: skill along the learning rate, gradients or dead units layer
                by layer, examples of each class; else the statistic beside its threshold
    skills      what the network reached beside the simplest predictors, as the harm gate has it
    ladder      the errors of all splits, each with its standard error

Only finite numbers are drawn; a drawing of fewer than two of them is left out.
Cost: nothing.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from netwright.diagnosis._engine import Diagnosis
from netwright.diagnosis._facts import Facts
from netwright.diagnosis._harm import LEAST_SKILL, LONGER, NOTHING
from netwright.diagnosis._ladder import Ladder
from netwright.diagnosis._network_facts import Pass
from netwright.diagnosis._strategy_intervals import share_variance
from netwright.diagnosis._verdict import Verdict

MOST_BARS = 24
SAID = {"human": "best possible", "train": "train", "train_dev": "train-dev", "dev": "validation"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One number of a drawing.

    Args:
        name: what it belongs to.
        value: finite.
        error: its standard error; None where none is known.
    """

    name: str
    value: float
    error: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """Numbers side by side.

    Args:
        title: what is drawn.
        unit: of the values: "skill", "share", "examples", or "" for a plain number.
        bars: at least two, or one beside a threshold.
        log: whether their sizes are compared by powers of ten.
        threshold: a line they are held against; None for none.
    """

    title: str
    unit: str
    bars: tuple[Bar, ...]
    log: bool = False
    threshold: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """A number along another that was varied.

    Args:
        title: what is drawn.
        x_name: what was varied; drawn by powers of ten.
        y_name: what came of it.
        points: (x, y, standard error or None), x above 0 and rising.
        mark: the x that was used.
    """

    title: str
    x_name: str
    y_name: str
    points: tuple[tuple[float, float, float | None], ...]
    mark: float


Drawing = Bars | Curve


def drawings_of(diagnosis: Diagnosis, strategy: Ladder | None) -> tuple[Drawing, ...]:
    """Draw what a diagnosis rests on.

    Args:
        diagnosis: of a training.
        strategy: its ladder; None where there is none.

    Returns:
        The drawings that have something to show, the cause's own first.
    """
    first = diagnosis.first
    cause = _of_cause(first, diagnosis.facts) if first else None
    found = (cause, _skills(diagnosis.facts), _ladder(strategy) if strategy else None)
    return tuple(one for one in found if one is not None)


def _of_cause(verdict: Verdict, facts: Facts) -> Drawing | None:
    makers: Mapping[str, Callable[[Facts], Drawing | None]] = {
        "LR_HIGH": _rates,
        "LR_LOW": _rates,
        "OPT": _rates,
        "GRAD_VANISH": _gradients,
        "GRAD_EXPLODE": _gradients,
        "TOO_DEEP": _gradients,
        "DEAD_RELU": _dead,
        "SATURATED": _saturated,
        "IMBALANCE": _classes,
    }
    own = makers.get(verdict.cause or "")
    return (own(facts) if own else None) or _beside_threshold(verdict)


def _rates(facts: Facts) -> Drawing | None:
    """Skill of the short runs along their learning rate."""
    rate, points = facts.updates.rate, []
    if not rate > 0:
        return None
    for fork, found in facts.forks.items():
        if fork == NOTHING or fork.change == "rate":
            points.append((rate * fork.factor, found.fit, finite(found.fit_error)))
    fine = tuple(sorted(point for point in points if math.isfinite(point[1])))
    if len(fine) < 2:
        return None
    return Curve(
        title="Short runs at other learning rates",
        x_name="learning rate",
        y_name="skill on training rows",
        points=fine,
        mark=rate,
    )


def _gradients(facts: Facts) -> Drawing | None:
    named = [(f"matrix {i}", value) for i, value in enumerate(facts.start.gradients, 1)]
    bars = _bars([(name, value, None) for name, value in named if value > 0])
    title = "Gradient over weight, matrix by matrix, at the first step"
    return _drawn(title, "", bars, log=True)


def _dead(facts: Facts) -> Drawing | None:
    worst = max((facts.start, facts.end), key=_most_dead)
    rows = [(f"layer {i}", layer.dead, None) for i, layer in enumerate(worst.layers, 1)]
    return _drawn("Units that answer 0, layer by layer", "share", _bars(rows), threshold=0.9)


def _most_dead(seen: Pass) -> float:
    return max((layer.dead for layer in seen.layers if layer.dead == layer.dead), default=-1.0)


def _saturated(facts: Facts) -> Drawing | None:
    rows = [(f"layer {i}", one.saturated, None) for i, one in enumerate(facts.end.layers, 1)]
    return _drawn("Values where the slope is flat, layer by layer", "share", _bars(rows))


def _classes(facts: Facts) -> Drawing | None:
    rows = [(f"class {i}", float(n), None) for i, n in enumerate(facts.targets.counts)]
    return _drawn("Training rows of each class", "examples", _bars(rows))


def _beside_threshold(verdict: Verdict) -> Drawing | None:
    statistic, threshold = verdict.statistic, verdict.threshold
    if statistic is None or threshold is None or not math.isfinite(statistic + threshold):
        return None
    bars = (Bar(name="found", value=statistic),)
    return Bars(title=f"Found, and the threshold: {verdict.rule}", unit="", bars=bars,
                threshold=threshold)  # fmt: skip


def _skills(facts: Facts) -> Drawing | None:
    scores, simple = facts.scores, facts.simple
    rows: list[tuple[str, float, float | None]] = [
        ("network, training rows", scores.fit, scores.fit_error),
        ("simplest predictors, the same", simple.within, simple.within_error),
    ]
    if scores.held_out:
        rows += [
            ("network, held-out rows", scores.skill, scores.skill_error),
            ("simplest predictors, held out", simple.across, simple.across_error),
        ]
    for fork, said in ((NOTHING, "short run, unchanged"), (LONGER, "short run, going on")):
        if fork in facts.forks:
            found = facts.forks[fork]
            rows.append((said, found.fit, found.fit_error))
    title = "Skill: 0 ignores the input, 1 is perfect"
    return _drawn(title, "skill", _bars(rows), threshold=LEAST_SKILL)


def _ladder(strategy: Ladder) -> Drawing | None:
    figures = strategy.figures
    rows = []
    for rung, error in figures.errors.items():
        count = figures.counts.get(rung)
        spread = math.sqrt(share_variance(error, count)) if count else None
        rows.append((SAID.get(rung, rung), error, spread))
    return _drawn("Errors from the best possible to test", "share", _bars(rows))


def _bars(rows: Sequence[tuple[str, float, float | None]]) -> tuple[Bar, ...]:
    fine = [row for row in rows if math.isfinite(row[1])][:MOST_BARS]
    return tuple(Bar(name=n, value=v, error=finite(e)) for n, v, e in fine)


def _drawn(
    title: str,
    unit: str,
    bars: tuple[Bar, ...],
    *,
    log: bool = False,
    threshold: float | None = None,
) -> Drawing | None:
    if len(bars) < 2:
        return None
    return Bars(title=title, unit=unit, bars=bars, log=log, threshold=threshold)


def finite(value: float | None) -> float | None:
    """A number that can be drawn and written; None for others."""
    return value if value is not None and math.isfinite(value) else None
