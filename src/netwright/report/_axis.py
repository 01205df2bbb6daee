"""Axes: round numbers to mark, a place for each value, and words for each mark.

An axis covers the values it is given. Marks are at 1, 2 or 5 times a power of ten. A logarithmic
axis is taken, where a caller leaves it open, when the values are all above 0 and spread over more
than ``SPREAD``: below that a straight axis is easier to read.

Source: Heckbert 1990, "Nice numbers for graph labels", Graphics Gems, for the step of the marks.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from netwright.report._format import number

SPREAD = 100.0  # highest over lowest, beyond which small values would lie flat on the axis


@dataclass(frozen=True, slots=True)
class Axis:
    """One direction of a chart.

    Args:
        low: the value at its start.
        high: the value at its end, above low.
        ticks: the values marked, rising.
        log: whether equal ratios, not differences, are equally far apart.
    """

    low: float
    high: float
    ticks: tuple[float, ...]
    log: bool = False

    def place(self, value: float, start: float, end: float) -> float:
        """Where a value lies between two coordinates; beyond them if it is off the axis."""
        low, high = self.low, self.high
        if self.log:
            value, low, high = (math.log10(max(v, 5e-324)) for v in (value, low, high))
        return start + (value - low) / (high - low) * (end - start)

    def label(self, tick: float, *, percent: bool = False) -> str:
        """Words for a mark, with as many digits as tell it from its neighbours."""
        if self.log or len(self.ticks) < 2:
            return f"{number(tick * 100)} %" if percent else _short(tick, None)
        step = (self.ticks[-1] - self.ticks[0]) / (len(self.ticks) - 1)
        if percent:
            return f"{tick * 100:.{_decimals(step * 100)}f} %"
        return _short(tick, step)


def axis(
    values: Iterable[float],
    *,
    log: bool | None = False,
    snug: bool = False,
    target: int = 5,
) -> Axis:
    """Make an axis for some values.

    Args:
        values: any numbers; what is not finite is left out.
        log: logarithmic or not; None to decide by the spread.
        snug: end at the outermost values instead of at the next marks.
        target: how many marks, about.

    Returns:
        An axis with low below high, even of no value or of one value.

    Example:
        >>> axis([0.3, 9.2]).ticks
        (0.0, 2.0, 4.0, 6.0, 8.0, 10.0)
        >>> axis([0.002, 3.0], log=None).ticks
        (0.001, 0.01, 0.1, 1.0, 10.0)
    """
    finite = [float(value) for value in values if math.isfinite(value)]
    low, high = (min(finite), max(finite)) if finite else (0.0, 1.0)
    wide = low > 0 and high / low > SPREAD
    if log is None:
        log = wide
    if log and low > 0:
        return _log_axis(low, high, snug=snug, target=target)
    if low == high:
        reach = abs(low) * 0.05 or 0.5
        low, high = low - reach, high + reach
    return _linear_axis(low, high, snug=snug, target=target)


def nice_step(span: float, target: int) -> float:
    """Return 1, 2 or 5 times a power of ten, so that about ``target`` steps cover the span."""
    rough = span / max(target, 1)
    power: float = 10.0 ** math.floor(math.log10(rough))
    return power * next(factor for factor in (1, 2, 5, 10) if rough <= factor * power * 1.0001)


def _linear_axis(low: float, high: float, *, snug: bool, target: int) -> Axis:
    step = nice_step(high - low, target)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    decimals = _decimals(step) + 1
    ticks = tuple(round(index * step, decimals) for index in range(first, last + 1))
    if snug:
        inside = tuple(tick for tick in ticks if low <= tick <= high)
        return Axis(low, high, inside)
    return Axis(ticks[0], ticks[-1], ticks)


def _log_axis(low: float, high: float, *, snug: bool, target: int) -> Axis:
    first, last = math.floor(math.log10(low) + 1e-9), math.ceil(math.log10(high) - 1e-9)
    last = max(last, first + 1)
    stride = math.ceil((last - first) / target)
    ticks = tuple(10.0**power for power in range(first, last + 1, stride))
    if len(ticks) < 4:
        between = (factor * 10.0**power for power in range(first, last) for factor in (1, 2, 5))
        ticks = (*between, 10.0**last)
    if snug and low < high:
        return Axis(low, high, tuple(tick for tick in ticks if low <= tick <= high), log=True)
    return Axis(10.0**first, max(10.0**last, ticks[-1]), ticks, log=True)


def _decimals(step: float) -> int:
    return max(0, -math.floor(math.log10(step) + 1e-9))


def _short(value: float, step: float | None) -> str:
    for size, suffix in ((1e9, "G"), (1e6, "M"), (1e4, "k")):
        if abs(value) >= size:
            unit = 1e3 if suffix == "k" else size
            return f"{number(round(value / unit, 4))}{suffix}"
    if step is None or step < 1e-4:
        return number(value)
    return f"{value:,.{_decimals(step)}f}"
