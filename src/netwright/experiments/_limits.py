"""Satisficing measures: what a run must keep to, beside the one number that decides.

    parameters<=100000;latency_ms<=2;recall>=0.9

The goal is optimised, a limit is only met or not: of runs that meet every limit, the better one by
the goal is chosen; a run that misses one is not, however good it is.

Source: Ng 2018, "Machine Learning Yearning", chapter 9.
"""

import difflib
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from netwright.errors import SettingError

_LIMIT = re.compile(r"\s*([A-Za-z][\w./ -]*?)\s*(<=|>=)\s*([-+.\deE]+)\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """One satisficing measure.

    Args:
        measure: its name.
        most: True for "at most", False for "at least".
        value: in the measure's unit.
    """

    measure: str
    most: bool
    value: float

    def __str__(self) -> str:
        return f"{self.measure}{'<=' if self.most else '>='}{self.value:g}"

    def met(self, found: Mapping[str, float]) -> bool:
        """Whether a run keeps to it.

        Args:
            found: measure -> value of the run.

        Returns:
            True if it does.

        Raises:
            SettingError: naming the nearest measure, if the run has none of this name.
        """
        if self.measure not in found:
            near = difflib.get_close_matches(self.measure, found, n=1, cutoff=0.4)
            hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(found)}"
            raise SettingError("require", str(self), wanted="about a measure of the run", hint=hint)
        value = found[self.measure]
        return value <= self.value if self.most else value >= self.value


def limits_from(text: str) -> tuple[Limit, ...]:
    """Read limits.

    Args:
        text: ``name<=number`` or ``name>=number``, several parted by semicolons; empty for none.

    Returns:
        One for each.

    Raises:
        SettingError: naming the first part that says no such thing.

    Example:
        >>> [str(limit) for limit in limits_from("latency_ms <= 2; recall>=0.90")]
        ['latency_ms<=2', 'recall>=0.9']
    """
    found = []
    for part in filter(str.strip, text.split(";")):
        matched = _LIMIT.fullmatch(part)
        value = _number(matched[3]) if matched else math.nan
        if matched is None or not math.isfinite(value):
            raise SettingError("require", part.strip(), wanted="like parameters<=100000")
        found.append(Limit(measure=matched[1], most=matched[2] == "<=", value=value))
    return tuple(found)


def chosen(
    limits: Sequence[Limit], first: Mapping[str, float], second: Mapping[str, float], better: str
) -> str:
    """Which of two runs to take.

    Args:
        limits: that must be met.
        first: measure -> value of the first run.
        second: the same of the second.
        better: "first", "second" or "not decided", by the goal.

    Returns:
        The same words, or "neither" where both miss a limit.

    Raises:
        SettingError: if a limit is about a measure that a run does not have.
    """
    met = [[limit.met(run) for limit in limits] for run in (first, second)]  # all names looked at
    fits = [all(answers) for answers in met]
    if all(fits):
        return better
    return "first" if fits[0] else "second" if fits[1] else "neither"


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan
