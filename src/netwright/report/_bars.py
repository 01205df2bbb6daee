"""Bars across, each with its name, its value and two standard errors; and a threshold.

A bar's name stands above it, so that long names need no room beside it. Where sizes are compared
by powers of ten, the bars begin at the smallest power.
"""

import math

from netwright.diagnosis import Bar, Bars
from netwright.report._axis import Axis, axis
from netwright.report._format import count, number, percent
from netwright.report._markup import Markup, element
from netwright.report._svg import WIDTH, Words, chart, line, shortened, text

ROW, THICK, TOP, FOOT = 30.0, 9.0, 8.0, 22.0
RIGHT = 74.0  # units for the value
LETTERS = 52
ERRORS = 2.0  # standard errors to each side


def bars_chart(drawing: Bars) -> Markup:
    """Draw numbers side by side.

    Args:
        drawing: at least one bar.

    Returns:
        One <svg> element.
    """
    scale = _scale(drawing)
    bottom = TOP + ROW * len(drawing.bars)
    height = bottom + (FOOT if drawing.threshold is not None else 0.0)
    parts = [_bar(drawing, bar, scale, TOP + ROW * at) for at, bar in enumerate(drawing.bars)]
    if drawing.threshold is not None:
        parts.append(_threshold(drawing, drawing.threshold, scale, bottom))
    return chart(Words(drawing.title, _told(drawing)), *parts, height=height)


def _scale(drawing: Bars) -> Axis:
    ends = [bar.value + sign * _reach(bar) for bar in drawing.bars for sign in (-1.0, 1.0)]
    if drawing.threshold is not None:
        ends.append(drawing.threshold)
    if drawing.log and min(ends) > 0:
        return axis(ends, log=True)
    top = {"skill": 1.0, "share": 0.0}.get(drawing.unit, 0.0)
    return Axis(min(0.0, *ends), max(top, *ends) or 1.0, ())


def _reach(bar: Bar) -> float:
    return ERRORS * (bar.error or 0.0)


def _place(value: float, scale: Axis) -> float:
    end = WIDTH - RIGHT
    return min(max(scale.place(value, 0.0, end), 0.0), end)


def _bar(drawing: Bars, bar: Bar, scale: Axis, y: float) -> Markup:
    start = _place(scale.low if scale.log else 0.0, scale)
    end, middle = _place(bar.value, scale), y + 19.0
    low, high = (_place(bar.value + sign * _reach(bar), scale) for sign in (-1.0, 1.0))
    reach = line((low, middle), (high, middle), class_="whisker") if bar.error else None
    return element(
        "g",
        text(shortened(bar.name, LETTERS), 0, y + 10, class_="note"),
        element(
            "rect",
            x=min(start, end),
            y=middle - THICK / 2,
            width=max(abs(end - start), 1.0),
            height=THICK,
            rx=2,
            class_="bars",
        ),
        reach,
        text(_said(drawing, bar.value), WIDTH, middle + 4, class_="name", anchor="end"),
    )


def _threshold(drawing: Bars, value: float, scale: Axis, bottom: float) -> Markup:
    """A stroke across each bar, between the names."""
    x, middles = _place(value, scale), range(len(drawing.bars))
    anchor = "end" if x > WIDTH / 2 else "start"
    strokes = (
        line((x, TOP + ROW * at + 12), (x, TOP + ROW * at + 26), class_="rule") for at in middles
    )
    words = text(f"threshold {_said(drawing, value)}", x, bottom + 14, anchor=anchor)
    return element("g", *strokes, words)


def _said(drawing: Bars, value: float) -> str:
    if drawing.unit == "share":
        return percent(value)
    if drawing.unit == "examples":
        return count(value)
    return f"{round(value, 2) + 0.0:.2f}" if drawing.unit == "skill" else number(value, 3)


def _told(drawing: Bars) -> str:
    each = [_words(drawing, bar) for bar in drawing.bars]
    if drawing.threshold is not None:
        each.append(f"threshold {_said(drawing, drawing.threshold)}")
    return "; ".join(each) + "."


def _words(drawing: Bars, bar: Bar) -> str:
    error = bar.error
    spread = f" ± {_said(drawing, error)}" if error and math.isfinite(error) else ""
    return f"{bar.name} {_said(drawing, bar.value)}{spread}"
