"""The verdict of a run as plain values: what ``verdicts.json`` holds, written and read.

    diagnosis, strategy --> RunVerdict --> to_dict --> verdicts.json --> verdict_from --> RunVerdict

There is no clock, no path and no chance in it, so that a run that was killed and resumed, or
reproduced, has the same bytes. Numbers that are not finite are left out, as None.

Cost: some ten kilobytes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

from netwright.diagnosis._drawings import Bar, Bars, Curve, Drawing, drawings_of, finite
from netwright.diagnosis._engine import Diagnosis
from netwright.diagnosis._ladder import Ladder
from netwright.diagnosis._lines import lines_of
from netwright.diagnosis._verdict import Advice, Health, Verdict
from netwright.errors import DamageError

HEALTHS: tuple[Health, ...] = ("healthy", "ill", "unsure")


@dataclass(frozen=True, slots=True, kw_only=True)
class StrategyVerdict:
    """The ladder's answer.

    Args:
        cause: a code; NONE where nothing is to be done.
        health: of the figures.
        group: which knob the next action turns.
        verdicts: of every step.
    """

    cause: str
    health: Health
    group: str
    verdicts: tuple[Verdict, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunVerdict:
    """What is wrong with a run, and what to do next.

    Args:
        health: of the training.
        cause: a code; None where there is none.
        lines: the verdict, the number behind it, the next action.
        verdicts: of every rule, in the order of causes.
        consequences: codes that may follow from the cause.
        strategy: the ladder's answer; None where the goal is no accuracy.
        drawings: the evidence.
        notes: what was not done, or differs between the run and what was judged.
    """

    health: Health
    cause: str | None
    lines: tuple[str, str, str]
    verdicts: tuple[Verdict, ...] = ()
    consequences: tuple[str, ...] = ()
    strategy: StrategyVerdict | None = None
    drawings: tuple[Drawing, ...] = ()
    notes: tuple[str, ...] = ()

    @classmethod
    def of(
        cls, diagnosis: Diagnosis, strategy: Ladder | None = None, notes: Sequence[str] = ()
    ) -> Self:
        """Take from a diagnosis what is kept.

        Args:
            diagnosis: of the training.
            strategy: the ladder; None where there is none.
            notes: a sentence each.

        Returns:
            The verdict.
        """
        named = [one.cause for one in diagnosis.consequences if one.cause]
        return cls(
            health=diagnosis.health,
            cause=diagnosis.cause,
            lines=lines_of(diagnosis, strategy, notes),
            verdicts=diagnosis.verdicts,
            consequences=tuple(dict.fromkeys(named)),
            strategy=None
            if strategy is None
            else StrategyVerdict(
                cause=strategy.cause,
                health=strategy.health,
                group=strategy.group,
                verdicts=tuple(dict.fromkeys([strategy.first, *strategy.verdicts])),
            ),
            drawings=drawings_of(diagnosis, strategy),
            notes=tuple(notes),
        )

    def text(self) -> str:
        """The three lines a person reads."""
        head, why, action = self.lines
        return f"verdict {head}\n  because {why}\n  next    {action}"

    def __str__(self) -> str:
        return self.text()

    def to_dict(self) -> dict[str, Any]:
        """Plain values, for ``verdicts.json``."""
        strategy = self.strategy
        return {
            "health": self.health,
            "cause": self.cause,
            "lines": list(self.lines),
            "verdicts": [plain_verdict(verdict) for verdict in self.verdicts],
            "consequences": list(self.consequences),
            "strategy": None
            if strategy is None
            else {
                "cause": strategy.cause,
                "health": strategy.health,
                "group": strategy.group,
                "verdicts": [plain_verdict(verdict) for verdict in strategy.verdicts],
            },
            "drawings": [_plain_drawing(drawing) for drawing in self.drawings],
            "notes": list(self.notes),
        }


def plain_verdict(verdict: Verdict) -> dict[str, Any]:
    """One rule's answer as plain values that JSON can say."""
    return {
        "rule": verdict.rule,
        "health": verdict.health,
        "cause": verdict.cause,
        "statistic": finite(verdict.statistic),
        "threshold": finite(verdict.threshold),
        "evidence": list(verdict.evidence),
        "advice": [asdict(advice) for advice in verdict.advice],
    }


def verdict_from(values: Mapping[str, Any]) -> RunVerdict:
    """Make a verdict of what ``to_dict`` gave.

    Args:
        values: as read from JSON.

    Returns:
        The verdict.

    Raises:
        DamageError: if a value is missing or of another kind.
    """
    try:
        return _read(values)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        said = f"{type(error).__name__}: {error}"
        raise DamageError(f"verdicts.json must hold a verdict; got {said}") from error


def _read(values: Mapping[str, Any]) -> RunVerdict:
    strategy, lines = values["strategy"], tuple(map(str, values["lines"]))
    first, why, action = lines
    return RunVerdict(
        health=_health(values["health"]),
        cause=_code(values["cause"]),
        lines=(first, why, action),
        verdicts=tuple(map(_verdict, values["verdicts"])),
        consequences=tuple(map(str, values["consequences"])),
        strategy=None
        if strategy is None
        else StrategyVerdict(
            cause=str(strategy["cause"]),
            health=_health(strategy["health"]),
            group=str(strategy["group"]),
            verdicts=tuple(map(_verdict, strategy["verdicts"])),
        ),
        drawings=tuple(map(_drawing, values["drawings"])),
        notes=tuple(map(str, values["notes"])),
    )


def _verdict(values: Mapping[str, Any]) -> Verdict:
    return Verdict(
        rule=str(values["rule"]),
        health=_health(values["health"]),
        cause=_code(values["cause"]),
        statistic=_number(values["statistic"]),
        threshold=_number(values["threshold"]),
        evidence=tuple(map(str, values["evidence"])),
        advice=tuple(Advice(**advice) for advice in values["advice"]),
    )


def _health(word: object) -> Health:
    for known in HEALTHS:
        if word == known:
            return known
    raise ValueError(f"health must be one of {', '.join(HEALTHS)}; got {word!r}")


def _plain_drawing(drawing: Drawing) -> dict[str, Any]:
    return {"kind": "bars" if isinstance(drawing, Bars) else "curve", **asdict(drawing)}


def _drawing(values: Mapping[str, Any]) -> Drawing:
    if values["kind"] == "curve":
        points = [(float(x), float(y), _number(error)) for x, y, error in values["points"]]
        words = {name: str(values[name]) for name in ("title", "x_name", "y_name")}
        return Curve(points=tuple(points), mark=float(values["mark"]), **words)
    bars = [
        Bar(name=str(bar["name"]), value=float(bar["value"]), error=_number(bar["error"]))
        for bar in values["bars"]
    ]
    return Bars(
        title=str(values["title"]),
        unit=str(values["unit"]),
        bars=tuple(bars),
        log=bool(values["log"]),
        threshold=_number(values["threshold"]),
    )


def _number(value: float | str | None) -> float | None:
    return None if value is None else float(value)


def _code(value: object) -> str | None:
    return None if value is None else str(value)
