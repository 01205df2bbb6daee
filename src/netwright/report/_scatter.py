"""Charts of a regression: the answers over the truth, and how the errors are spread.

Beyond ``DRAWN`` points a scatter shows every n-th of them and says so; the numbers beside it always
come from all. A histogram has between 10 and 40 bars, by the rule of Freedman and Diaconis (1981).
"""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from netwright.report._axis import axis, nice_step
from netwright.report._format import count, number
from netwright.report._markup import Markup, element
from netwright.report._svg import Frame, Words, chart, dots, line

DRAWN = 1500
Floats = NDArray[np.floating[Any]]


def scatter(title: str, truth: Floats, predicted: Floats, *, unit: str) -> Markup:
    """Draw predictions over the truth; on the diagonal both are equal.

    Args:
        title: what is drawn.
        truth: (n,), in the unit; pairs that are not finite are left out.
        predicted: (n,), in the same unit.
        unit: written at both axes.

    Returns:
        One <svg> element.
    """
    kept = np.isfinite(truth) & np.isfinite(predicted)
    truth, predicted = truth[kept], predicted[kept]
    both = axis([*truth.tolist(), *predicted.tolist()], log=None)
    frame = Frame(
        x=both, y=both, x_name=_named("truth", unit), y_name=_named("answer", unit), height=320.0
    )
    stride = max(1, math.ceil(len(truth) / DRAWN))
    pairs = zip(truth[::stride].tolist(), predicted[::stride].tolist(), strict=True)
    drawn = len(truth[::stride])
    part = f" {count(drawn)} of {count(len(truth))} are drawn." if stride > 1 else ""
    told = f"The answer over the truth for {count(len(truth))} examples.{part}"
    if len(truth):
        told += f" The truth runs from {number(float(truth.min()))} to {number(float(truth.max()))}"
        told += f", the answers from {number(float(predicted.min()))}"
        told += f" to {number(float(predicted.max()))}."
    return chart(
        Words(title, told),
        frame.drawn(),
        line(frame.at(both.low, both.low), frame.at(both.high, both.high), class_="rule"),
        dots((frame.at(*pair) for pair in pairs), radius=2.1, class_="cloud"),
        height=frame.height,
    )


def histogram(title: str, values: Floats, *, name: str) -> Markup:
    """Draw how often which value occurs.

    Args:
        title: what is drawn.
        values: (n,); what is not finite is left out.
        name: what the values are, with their unit.

    Returns:
        One <svg> element, with a line at 0 where 0 is on it.
    """
    values = np.asarray(values[np.isfinite(values)], dtype=np.float64)
    edges = _edges(values)
    counts, _ = np.histogram(values, bins=edges)
    frame = Frame(
        x=axis(edges.tolist(), snug=True),
        y=axis([0.0, float(counts.max())], target=4),
        x_name=name,
        y_name="examples",
        height=320.0,
    )
    bars = []
    for low, high, amount in zip(edges[:-1], edges[1:], counts.tolist(), strict=True):
        left, top = frame.at(float(low), float(amount))
        right = frame.at(float(high), 0.0)[0]
        shape = {"x": left + 0.5, "y": top, "width": max(right - left - 1, 0.5)}
        bars.append(element("rect", height=frame.bottom - top, **shape))
    zero = frame.at(0.0, 0.0)[0]
    inside = frame.left <= zero <= frame.end
    told = f"{name} of {count(len(values))} examples"
    if len(values):
        low, middle, high = np.percentile(values, [5, 50, 95]).tolist()
        told += f": median {number(middle)}; nine in ten from {number(low)} to {number(high)}"
    return chart(
        Words(title, told + "."),
        frame.drawn(),
        element("g", *bars, class_="bars"),
        line((zero, frame.top), (zero, frame.bottom), class_="rule") if inside else Markup(""),
        height=frame.height,
    )


def _edges(values: Floats) -> Floats:
    """Round edges that cover the values."""
    if not len(values) or values.min() == values.max():
        middle = float(values[0]) if len(values) else 0.0
        return middle + np.linspace(-0.5, 0.5, 11) * (abs(middle) or 1.0)
    low, high = float(values.min()), float(values.max())
    quarter, three = np.percentile(values, [25, 75]).tolist()
    width = 2 * (three - quarter) / len(values) ** (1 / 3)
    bars = (high - low) / width if width > 0 else 10.0  # may be infinite
    step = nice_step(high - low, round(min(max(bars, 10.0), 40.0)))
    first, last = math.floor(low / step), math.floor(high / step) + 1
    return np.arange(first, last + 1) * step


def _named(name: str, unit: str) -> str:
    return f"{name}, {unit}" if unit else name
